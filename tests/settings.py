"""The settings under test: the real ones, with what makes a test quick and keeps it to itself."""

import os
import re
import tempfile
from pathlib import Path

EXAMPLE = Path(__file__).parent.parent / ".env.example"
for name in re.findall(r"^#?([A-Z_]+)=", EXAMPLE.read_text(), re.MULTILINE):
    if name not in ("DATABASE_URL", "REDIS_URL"):  # the services to test on; nothing else of the developer's own
        os.environ.pop(name, None)

var = tempfile.TemporaryDirectory(prefix="courseapp-tests-")
Path(var.name, "static").mkdir()  # where collectstatic would put files; WhiteNoise looks for it
os.environ["VAR_DIR"] = var.name
os.environ["ENV_FILE"] = os.devnull

from courseapp.settings import *  # noqa: E402, F403
from courseapp.settings import CACHES, DATABASES, SQLITE, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"

worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
CACHES["default"]["KEY_PREFIX"] = f"tests-{worker}"

options = DATABASES["default"].setdefault("OPTIONS", {})
if DATABASES["default"]["ENGINE"] == SQLITE:
    # A file, since threads and the live server share it; its journal may be lost with the machine.
    DATABASES["default"]["TEST"] = {"NAME": f"{var.name}/test.sqlite3"}
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
else:
    options.pop("pool", None)  # a pool would hold the test database when it is dropped
