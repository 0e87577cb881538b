"""The door for ASGI servers, such as uvicorn."""

import os
import warnings

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "courseapp.settings")

# WhiteNoise answers with files, which Django reads in a thread: what it warns of is meant so.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")

application = get_asgi_application()
