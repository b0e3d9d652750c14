"""The two folders of a copy: what they hold, their modes, and the lock that keeps one process."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nearer.project.environment import Environment

HERE = Path(__file__).parent
KEY = "django.key"
# By these a folder is known as a copy's own; SQLite adds its endings to the two databases.
OURS = (KEY, "lock", "records.sqlite3", "secrets.sqlite3")
OTHERS = 0o077


class FolderCannotBeUsed(Exception):
    """A folder cannot be made or written, or another process holds it."""


def prepare(environment: Environment) -> None:
    """Make the folders this environment needs, for their owner alone, and the key of Django's."""
    os.umask(0o077)
    _make("NEARER_DATA", "--data", environment.data)
    if environment.secrets_at is None:
        _make("NEARER_SECRETS", "--secrets", environment.secrets)
        _make_key(environment.secrets / KEY)


def secret_key(environment: Environment) -> str:
    """Return the key that Django asks for, or one for this process alone where none is kept.

    Nothing that lasts is signed with it.
    """
    path = environment.secrets / KEY
    if environment.secrets_at is None and path.exists():
        return path.read_text(encoding="ascii")
    return secrets.token_urlsafe(64)


@contextmanager
def only_process(environment: Environment) -> Iterator[None]:
    """Hold the data folder; a second process on the same SQLite file is refused."""
    path = environment.data / "lock"
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            message = (
                f"{environment.data} is in use by a Nearer that runs already: "
                "stop that one, or name another folder with --data"
            )
            raise FolderCannotBeUsed(message) from None
        yield


def is_held(environment: Environment) -> bool | None:
    """Return whether a process holds the data folder; None if that cannot be seen from here.

    Looking makes and changes nothing.
    """
    try:
        with (environment.data / "lock").open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    except OSError:
        return None
    return False


def _make(setting: str, option: str, path: Path) -> None:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        _close(setting, option, path)
        probe = path / f".{secrets.token_hex(8)}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        message = (
            f"{path} cannot be written ({error.strerror}): "
            f"name a folder of your own with {option} or {setting}"
        )
        raise FolderCannotBeUsed(message) from None


def _close(setting: str, option: str, path: Path) -> None:
    """Shut others out of a folder that is ours; one with other people's files stays as it is."""
    if not path.stat().st_mode & OTHERS:
        return
    names = {entry.name for entry in path.iterdir()}
    if names and names.isdisjoint(OURS):
        message = (
            f"{path} holds other files, and others may look into it: name an empty folder or a "
            f"new one with {option} or {setting}, or close this one with chmod 700"
        )
        raise FolderCannotBeUsed(message)
    path.chmod(0o700)


def _make_key(path: Path) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))
