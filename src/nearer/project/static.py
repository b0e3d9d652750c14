"""Style sheets, scripts and fonts: collected at start under hashed names, served before views."""

import hashlib
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.files.storage import Storage
from django.core.management import call_command
from whitenoise import WhiteNoise
from whitenoise.storage import CompressedManifestStaticFilesStorage

from nearer import __version__

MARK = ".state"
HASHED = re.compile(r"\.[0-9a-f]{12}\.")


class Collected(CompressedManifestStaticFilesStorage):
    """Hashed names where files were collected, plain ones where not (tests, other commands)."""

    # A module that imports another one asks for it by its hashed name too.
    support_js_module_import_aggregation = True

    def url(self, name: str | None, force: bool = False) -> str:  # noqa: FBT001, FBT002  as Django
        """Return a file's address. A page asks for fifty: Django takes them apart each time."""
        hashed = self.hashed_files.get(name or "")
        return f"{self.base_url}{hashed}" if hashed else super().url(name or "", force)

    def stored_name(self, name: str) -> str:
        """Return the name under which a file is served."""
        return super().stored_name(name) if self.hashed_files else name


def collect() -> None:
    """Collect all static files into the data folder, unless the same ones are there already."""
    mark, state = Path(settings.STATIC_ROOT).with_suffix(MARK), _state()
    if mark.exists() and mark.read_text(encoding="ascii") == state:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    mark.write_text(state, encoding="ascii")


def serving(pages: Any) -> WhiteNoise:
    """Return a WSGI app that serves the collected files, and leaves all else to the pages."""
    return WhiteNoise(
        pages,
        root=str(settings.STATIC_ROOT),
        prefix=settings.STATIC_URL,
        immutable_file_test=lambda _, url: bool(HASHED.search(url)),
        max_age=0,
        allow_all_origins=False,
    )


def _state() -> str:
    digest = hashlib.sha256(__version__.encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            digest.update(_facts(name, storage).encode())
    return digest.hexdigest()


def _facts(name: str, storage: Storage) -> str:
    return f"{name}\0{storage.size(name)}\0{storage.get_modified_time(name).timestamp()}\0"
