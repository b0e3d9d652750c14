"""The app's own settings, over folders that vanish with the test run."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = Path(tempfile.mkdtemp(prefix="nearer-tests-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["NEARER_DATA"] = str(_folder / "data")
# NEARER_TEST_SECRETS=postgres://… puts the secrets into PostgreSQL too.
os.environ["NEARER_SECRETS"] = os.environ.get("NEARER_TEST_SECRETS") or str(_folder / "secrets")
os.environ.setdefault("NEARER_OPERATOR", "Sam Okafor")
for _name in ("data", "secrets"):
    (_folder / _name).mkdir(mode=0o700)

from nearer.project.settings import *  # noqa: E402, F403  after the folders are named

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

# Real files, as in real life: several connections then see one database with its own locks.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "records-test.sqlite3")}  # noqa: F405
if DATABASES["secrets"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    DATABASES["secrets"]["TEST"] = {"NAME": str(_folder / "secrets-test.sqlite3")}  # noqa: F405
