# syntax=docker/dockerfile:1
# Two stages: the packages are installed from the hashed lock, then only what runs is kept.
FROM python:3.11.13-slim-bookworm AS packages
WORKDIR /app
COPY requirements.lock ./
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock

FROM python:3.11.13-slim-bookworm
RUN useradd --system --uid 10001 --create-home courseapp && install --directory --owner courseapp --mode 0700 /var/lib/courseapp
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/var/lib/courseapp
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
# The static files belong to the version, so they are part of the image; the key is used for this step alone.
RUN STATIC_DIR=/app/staticfiles VAR_DIR=/tmp/build python manage.py collectstatic --no-input --verbosity 0 && rm -r /tmp/build
ENV STATIC_DIR=/app/staticfiles
USER courseapp
VOLUME /var/lib/courseapp
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["python", "bin/answers", "http://127.0.0.1:8000/healthz"]
CMD ["uvicorn", "courseapp.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--lifespan", "off", "--no-access-log"]
