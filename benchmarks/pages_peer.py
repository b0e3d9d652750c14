"""The peer page: Healthchecks' list of a project's 30 checks, from its own checkout.

FOLDER holds the checkout, and beside it, in `venv`, what its requirements file names, and gunicorn.
Like ours: signed in, a session row, 30 rows, one template. Unlike ours: many more bytes, nothing
sealed; so its bytes are told beside its time.
"""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROWS = 30
WITHIN = 180
SEED = f"""
from django.contrib.auth.models import User
from django.test import Client
from hc.accounts.models import Profile, Project
from hc.api.models import Check
user = User.objects.create(username="peer", email="peer@example.org")
Profile.objects.for_user(user)
project = Project.objects.create(owner=user, badge_key="peer")
for number in range({ROWS}):
    Check.objects.create(project=project, name=f"Check {{number}}", tags="a b")
client = Client()
client.force_login(user, backend="hc.accounts.backends.EmailBackend")
print(client.cookies["sessionid"].value, project.code)
"""


class Peer(NamedTuple):
    """The running peer: its port, the page to ask for, the session, and its first process."""

    port: int
    path: str
    cookie: str
    process: int


@contextmanager
def peer(checkout: Path, folder: Path) -> Iterator[Peer]:
    """Serve the peer from a database of its own, as its makers tell: gunicorn, no debug."""
    python = str(checkout.parent / "venv" / "bin" / "python")
    environment = os.environ | {
        "DB_NAME": str(folder / "peer.sqlite"),
        "DEBUG": "False",
        "SECRET_KEY": "measured",
        "ALLOWED_HOSTS": "*",
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    environment.pop("DATABASE_URL", None)

    def manage(*words: str) -> str:
        done = subprocess.run(  # noqa: S603  the caller's own checkout
            [python, "manage.py", *words],
            cwd=checkout,
            env=environment,
            timeout=WITHIN,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    manage("migrate")
    manage("compress")
    session, project = manage("shell", "-c", SEED).split()[-2:]
    port = _free_port()
    command = [python, "-m", "gunicorn", "hc.wsgi", "-b", f"127.0.0.1:{port}", "-w", "2"]
    with (folder / "peer.log").open("wb") as log:
        served = subprocess.Popen(  # noqa: S603
            [*command, "--threads", "4"], cwd=checkout, env=environment, stdout=log, stderr=log
        )
    try:
        _wait_for(port)
        yield Peer(port, f"/projects/{project}/checks/", f"sessionid={session}", served.pid)
    finally:
        served.terminate()
        served.wait(30)


def _wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as tried:
            if not tried.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.1)
    raise AssertionError("the peer did not start")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
