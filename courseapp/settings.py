"""Every setting, from the environment; an unusable value stops the start with one clear line.

.env.example names every variable that is read here, and a test holds the two together.
"""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from courseapp import environment, loopback

BASE_DIR = Path(__file__).resolve().parent.parent

env = environment.read(Path(os.environ.get("ENV_FILE", BASE_DIR / ".env")))

# --- What this process is for -------------------------------------------------------------------
DEBUG = env.flag("DEBUG")
DEMO = env.flag("DEMO")  # one-click log-ins; only `make run` turns it on
VAR_DIR = environment.own_folder(Path(env.text("VAR_DIR", str(BASE_DIR / "var"))).resolve())
SECRET_KEY_IS_OURS = not env.text("SECRET_KEY")
SECRET_KEY = env.text("SECRET_KEY") or environment.stored_secret(VAR_DIR / "secret_key")

# --- Where it is reached ------------------------------------------------------------------------
SITE_URL = env.address("SITE_URL", "http://127.0.0.1:8000")
SITE_HOST = re.sub(r":\d+$", "", urlsplit(SITE_URL).netloc)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", dict.fromkeys([SITE_HOST, *loopback.NAMES]))
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
WEB_PROCESSES = env.number("WEB_PROCESSES", min(2, os.cpu_count() or 1), least=1)  # of `manage.py serve`
WEB_THREADS = env.number("WEB_THREADS", 4, least=1)  # requests that a web process works on at once; others wait
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)  # how many of our own stand between the reader and us
if DEMO and not all(loopback.is_loopback(host) for host in ALLOWED_HOSTS):
    raise ImproperlyConfigured(
        "DEMO signs anybody in as anybody, so it is for this machine alone: "
        "leave SITE_URL and ALLOWED_HOSTS out, or unset DEMO."
    )

# --- The house ----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "courseapp",
    "reviews",
    "lottery",
    "guests",
    "writeups",
    "grading",
    "desk",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
]
ROOT_URLCONF = "courseapp.urls"
ASGI_APPLICATION = "courseapp.asgi.application"
WSGI_APPLICATION = "courseapp.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "courseapp.middleware.RequestIdMiddleware",
    "courseapp.middleware.TimeZoneMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "courseapp.middleware.OwnCopyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "courseapp.middleware.LogInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
if DEMO:
    MIDDLEWARE.insert(0, "courseapp.middleware.LoopbackOnlyMiddleware")

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "courseapp.context.site",
            ],
            "builtins": ["courseapp.templatetags.page"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- People -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "courseapp.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

# Nobody has a password before their address is proven: so an imported person can't be forestalled.
ACCOUNT_ADAPTER = "courseapp.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "courseapp.account_forms.LogInForm",
    "signup": "courseapp.account_forms.SignUpForm",
    "request_login_code": "courseapp.account_forms.CodeRequestForm",
    "confirm_login_code": "courseapp.account_forms.LogInCodeForm",
    "confirm_email_verification_code": "courseapp.account_forms.AddressCodeForm",
    "reset_password": "courseapp.account_forms.PasswordResetForm",
    "confirm_password_reset_code": "courseapp.account_forms.ResetCodeForm",
    "reset_password_from_key": "courseapp.account_forms.NewPasswordForm",
    "set_password": "courseapp.account_forms.FirstPasswordForm",
    "change_password": "courseapp.account_forms.PasswordForm",
    "reauthenticate": "courseapp.account_forms.ItIsMeForm",
    "add_email": "courseapp.account_forms.AddressForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60  # seconds; mail may be slow
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_SESSION_REMEMBER = True
# A class shares one address of the network, so the limits per address are wide and those per account strict.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "300/m/ip,5/300s/key",
    "signup": "300/m/ip",
    "request_login_code": "300/m/ip,3/m/key",
    "confirm_email": "300/m/ip,3/m/key",
    "reset_password": "300/m/ip,3/m/key",
    "reset_password_from_key": "300/m/ip",
}

# --- Data ---------------------------------------------------------------------------------------
SQLITE = "django.db.backends.sqlite3"
DATABASES = {"default": env.database("DATABASE_URL", {"ENGINE": SQLITE, "NAME": VAR_DIR / "courseapp.sqlite3"})}
DATABASE_POOL = env.flag("DATABASE_POOL", default=True)  # PostgreSQL only, a pool a process
if DATABASES["default"]["ENGINE"] == SQLITE:
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; "
            "PRAGMA mmap_size=134217728; PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-20000;"
        ),
    }
    DATABASES["default"]["CONN_MAX_AGE"] = 60  # seconds; to open and close a file costs more than most queries
elif DATABASE_POOL:
    pool = {"min_size": 1, "max_size": env.number("DATABASE_POOL_SIZE", 8, least=1), "timeout": 10}
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = pool

REDIS_URL = env.redis("REDIS_URL")
CACHES: dict[str, dict[str, Any]]
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "courseapp",
            "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 5},
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache",
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    }
# Rendered Markdown follows from its source alone: each process has its own at hand; what long pages show is stored, too
# (courseapp/renderings.py).
CACHES["markdown"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "markdown",
    "TIMEOUT": None,
    "OPTIONS": {"MAX_ENTRIES": 5_000},
}
# What many readers share, put together once: copies of what the database says, each under its stamp.
CACHES["copies"] = {
    "BACKEND": f"django.core.cache.backends.{'dummy.DummyCache' if DEBUG else 'locmem.LocMemCache'}",
    "LOCATION": "copies",
    "TIMEOUT": None,
    "OPTIONS": {"MAX_ENTRIES": 1_000},
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
# What a page says next time rides in a signed cookie: no save writes the session, too. A long one does.
MESSAGE_STORAGE = "django.contrib.messages.storage.fallback.FallbackStorage"

# --- Work in the background ---------------------------------------------------------------------
# Due times live in rows, never in messages: beat asks for a sweep every minute, and each sweep named
# here claims what is due. docs/developer.md, "Sweeps".
SWEEPS = [
    "courseapp.tasks.publish_due",
    "courseapp.tasks.fold_stamps",
    "courseapp.tasks.forget_renderings",
    "reviews.tasks.read_pdfs",
    "reviews.tasks.compare_reviews",
    "desk.tasks.learn_texts",
    "grading.tasks.forget_canvas_uploads",
]
SWEEP_SECONDS = env.number("SWEEP_SECONDS", 60, least=1)

CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost//"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {"visibility_timeout": 3600}
if not REDIS_URL:
    broker = environment.own_folder(VAR_DIR / "broker")
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(broker),
        "data_folder_out": str(broker),
        "control_folder": str(broker / "control"),
        "polling_interval": 0.1,
    }
CELERY_WORKER_ENABLE_REMOTE_CONTROL = CELERY_BEAT_ENABLE_REMOTE_CONTROL = bool(REDIS_URL)
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "courseapp.tasks.sweep", "schedule": SWEEP_SECONDS, "options": {"expires": SWEEP_SECONDS}}
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# --- Time and language --------------------------------------------------------------------------
TIME_ZONE = "UTC"
USE_TZ = True
LANGUAGE_CODE = "en-gb"
USE_I18N = False

# --- Files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.text("STATIC_DIR", str(VAR_DIR / "static"))).resolve()
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
if DEBUG:
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024  # bytes; a review of several answers of up to 1 MB each

# --- Safety -------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "courseapp.views.site.form_too_old"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked from inside, without TLS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Mail ---------------------------------------------------------------------------------------
vars().update(env.mail("EMAIL_URL", "consolemail://"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("MAIL_FROM", "Courseapp <courseapp@localhost>")

# --- The log ------------------------------------------------------------------------------------
LEVELS = ["DEBUG", "INFO", "WARNING", "ERROR"]
LOG_LEVEL = env.choice("LOG_LEVEL", "WARNING" if DEMO else "INFO", LEVELS)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname:<7} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        **{name: {"handlers": [], "propagate": True} for name in ("django", "uvicorn", "uvicorn.error")},
        "uvicorn.access": {"handlers": [], "propagate": False},
    },
}
