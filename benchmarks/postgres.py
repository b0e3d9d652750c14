"""A PostgreSQL server for one measurement, in a folder and on no port; writes are durable in it."""

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path | None:
    """Return where the newest installed server's programs are, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@contextmanager
def server(folder: Path) -> Iterator[tuple[str, int]]:
    """Give the address of a new server, and its process."""
    at = programs()
    assert at is not None, "no PostgreSQL is installed"
    home = folder / "postgres"
    home.mkdir()
    for above in (home, *home.parents[:1]):
        above.chmod(0o755)
    if os.geteuid() == 0:
        shutil.chown(home, "postgres")
    data, options = home / "data", f"-k {home} -c listen_addresses='' -c max_connections=100"
    encoding = ("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
    _run(str(at / "initdb"), "-D", str(data), "-U", "nearer", *encoding)
    log = str(home / "log")
    _run(str(at / "pg_ctl"), "-D", str(data), "-w", "-l", log, "-o", options, "start")
    try:
        _run(str(at / "createdb"), "-h", str(home), "-U", "nearer", "nearer")
        process = int((data / "postmaster.pid").read_text(encoding="ascii").split()[0])
        yield f"postgres://nearer@/nearer?host={home}", process
    finally:
        _run(str(at / "pg_ctl"), "-D", str(data), "-m", "fast", "stop")


def _run(*command: str) -> None:
    # The server refuses to run as root.
    whole = list(command)
    if os.geteuid() == 0:
        whole = ["runuser", "-u", "postgres", "--", *command]
    done = subprocess.run(  # noqa: S603  our own words
        whole, cwd="/", timeout=120, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    assert done.returncode == 0, f"{shlex.join(command)}: {done.stderr.decode()[-800:]}"
