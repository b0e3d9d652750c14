"""`nearer serve` as a process: what it makes, where it listens, how it stops."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import ssl
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stores import own_store

ROOT = Path(__file__).parents[2]


class Copy:
    """A copy of Nearer as a process of its own, with its folders in a test's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process: subprocess.Popen[str] | None = None

    def start(self, *options: str, **settings: str) -> "Copy":
        """Start it, and wait until it prints its address."""
        self.process = self._run(options, settings)
        assert self.process.stdout is not None
        self.said = self.process.stdout.readline()
        assert self.said.startswith("Nearer is at "), self._errors()
        return self

    def refuses(self, *options: str, **settings: str) -> str:
        """Try to start it, and return the sentence with which it does not."""
        process = self._run(options, settings)
        output, errors = process.communicate(timeout=60)
        assert (process.returncode, output) == (2, "")
        assert errors.startswith("nearer: ")
        return errors

    def stop(self, how: int = signal.SIGTERM) -> int:
        """Send a signal, and return the exit status."""
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(30)

    @property
    def port(self) -> int:
        """The port in the address that it printed."""
        return int(re.findall(r":(\d+)", self.said)[-1])

    def get(self, path: str) -> str:
        """Return a page."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return str(answer.read().decode())

    def _run(self, options: tuple[str, ...], settings: dict[str, str]) -> "subprocess.Popen[str]":
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        ours = {
            "PYTHONPATH": str(ROOT / "src"),
            "NEARER_DATA": str(self.folder / "data"),
            "NEARER_SECRETS": str(self.folder / "secrets"),
        }
        return subprocess.Popen(
            [sys.executable, "-m", "nearer", *options],
            env=kept | ours | settings,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _errors(self) -> str:
        assert self.process is not None
        return self.process.communicate(timeout=20)[1]


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Copy]:
    """A copy that is ended with the test."""
    copy = Copy(tmp_path)
    yield copy
    if copy.process is not None and copy.process.poll() is None:
        copy.process.kill()
        copy.process.wait(20)


def test_it_starts_without_a_setting_and_stops_when_told(copy: Copy) -> None:
    copy.start("--port", "0")
    assert copy.said == f"Nearer is at http://localhost:{copy.port}\n"
    assert "<title>Notes</title>" in copy.get("/")
    assert copy.stop() == 0
    assert copy._errors() == ""


def test_ctrl_c_stops_it_too(copy: Copy) -> None:
    assert copy.start("serve", "--port", "0").stop(signal.SIGINT) == 0


def test_what_it_makes_is_for_its_owner_alone(copy: Copy) -> None:
    copy.start("--port", "0").get("/")
    made = {path.relative_to(copy.folder): path.stat().st_mode for path in copy.folder.rglob("*")}
    assert Path("data/records.sqlite3") in made
    assert Path("secrets/secrets.sqlite3") in made
    assert Path("secrets/django.key") in made
    assert {path: mode for path, mode in made.items() if mode & (stat.S_IRWXG | stat.S_IRWXO)} == {}


def test_both_databases_have_their_own_tables(copy: Copy) -> None:
    copy.start("--port", "0").stop()
    records, secrets = (
        tables(copy.folder / path) for path in ("data/records.sqlite3", "secrets/secrets.sqlite3")
    )
    assert "person" in records
    assert "person" not in secrets
    assert records & secrets <= {"django_migrations", "sqlite_sequence"}


def test_it_opens_one_port_and_only_to_this_machine(copy: Copy) -> None:
    copy.start("--port", "0")
    assert copy.process is not None
    assert listening(copy.process.pid) == {("127.0.0.1", copy.port)}


@pytest.mark.storage
def test_it_serves_from_the_configured_store(copy: Copy) -> None:
    store = own_store()
    copy.start("--port", "0", **store)
    assert "<title>Notes</title>" in copy.get("/sign-in")
    assert (copy.folder / "data/records.sqlite3").exists() is not bool(store)
    assert copy.stop() == 0
    assert copy._errors() == ""


def test_style_sheets_have_hashed_names_that_a_browser_may_keep(copy: Copy) -> None:
    page = copy.start("--port", "0").get("/")
    sheet = re.findall(r'href="(/static/[^"]+\.css)"', page)[0]
    assert re.search(r"\.[0-9a-f]{12}\.css$", sheet)
    with urllib.request.urlopen(f"http://127.0.0.1:{copy.port}{sheet}", timeout=20) as answer:
        assert "immutable" in answer.headers["Cache-Control"]


def test_a_second_start_finds_everything(copy: Copy) -> None:
    copy.start("--port", "0").stop()
    key = (copy.folder / "secrets/django.key").read_text()
    collected = (copy.folder / "data/static.state").stat().st_mtime_ns
    copy.start("--port", "0").stop()
    assert (copy.folder / "secrets/django.key").read_text() == key
    assert (copy.folder / "data/static.state").stat().st_mtime_ns == collected


def test_a_second_process_on_the_same_folder_is_refused(copy: Copy, tmp_path: Path) -> None:
    copy.start("--port", "0")
    assert "is in use by a Nearer that runs already" in Copy(tmp_path).refuses("--port", "0")


def test_a_port_in_use_is_named_with_the_way_out(copy: Copy) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        said = copy.refuses("--port", port)
    assert f"127.0.0.1 port {port} cannot be used" in said
    assert "--port" in said


def test_a_host_that_no_address_is_known_for_is_named(copy: Copy) -> None:
    try:
        socket.getaddrinfo("nosuch.localhost", None)
    except socket.gaierror:
        said = copy.refuses("--host", "nosuch.localhost", "--port", "0")
        assert "nosuch.localhost is no address of this machine" in said
        assert "--host" in said
        assert "stop what uses it" not in said
    else:
        pytest.skip("this machine knows every name below localhost")


def test_a_folder_that_cannot_be_made_is_named(copy: Copy) -> None:
    (copy.folder / "file").write_text("")
    assert "--data" in copy.refuses("--data", f"{copy.folder}/file/data")


def test_others_are_not_served_without_tls(copy: Copy) -> None:
    said = copy.refuses("--host", "0.0.0.0")
    assert "--tls-cert" in said
    assert "NEARER_URL=https://" in said
    assert not (copy.folder / "data").exists()


def test_a_certificate_that_cannot_be_used_is_named(copy: Copy) -> None:
    said = copy.refuses("--host", "0.0.0.0", "--tls-cert", "none.pem", "--tls-key", "none.key")
    assert "none.pem" in said


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate")
def test_with_its_own_certificate_it_serves_others_over_tls(copy: Copy) -> None:
    certificate, key = (str(copy.folder / name) for name in ("c.pem", "k.pem"))
    make = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost"
    files = ["-out", certificate, "-keyout", key]
    subprocess.run([*make.split(), *files], check=True, capture_output=True)
    copy.start("--port", "0", "--host", "0.0.0.0", "--tls-cert", certificate, "--tls-key", key)
    assert copy.said == f"Nearer is at https://0.0.0.0:{copy.port}\n"
    trusting = ssl.create_default_context(cafile=certificate)
    trusting.check_hostname = False
    page = urllib.request.urlopen(
        f"https://127.0.0.1:{copy.port}/help", timeout=20, context=trusting
    )
    assert "max-age" in page.headers["Strict-Transport-Security"]


def test_behind_a_proxy_one_setting_is_enough(copy: Copy) -> None:
    copy.start("--port", "0", "--host", "127.0.0.1", NEARER_URL="https://notes.example.org")
    assert copy.said == "Nearer is at https://notes.example.org\n"
    assert copy.process is not None
    port = next(iter(listening(copy.process.pid)))[1]
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}/leave",
        data=b"",
        headers={"Origin": "https://notes.example.org", "X-Forwarded-Proto": "https"},
    )
    opener = urllib.request.build_opener(NoRedirect)
    with pytest.raises(urllib.error.HTTPError) as answer:
        opener.open(asked, timeout=20)
    assert answer.value.code == 303
    assert "max-age" in answer.value.headers["Strict-Transport-Security"]


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follow nothing."""

    def redirect_request(self, *_: object) -> None:
        """Give the redirect itself as the answer."""


def tables(path: Path) -> set[str]:
    """Return a database's tables."""
    with sqlite3.connect(path) as database:
        rows = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {name for (name,) in rows}


def listening(pid: int) -> set[tuple[str, int]]:
    """Return the addresses at which a process listens (Linux)."""
    links = [str(link.readlink()) for link in Path(f"/proc/{pid}/fd").iterdir()]
    inodes = {link[8:-1] for link in links if link.startswith("socket:[")}
    found = set()
    for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[3] == "0A" and fields[9] in inodes:
            address, _, port = fields[1].partition(":")
            found.add((socket.inet_ntoa(bytes.fromhex(address)[::-1]), int(port, 16)))
    assert not any(
        line.split()[9] in inodes
        for line in Path(f"/proc/{pid}/net/tcp6").read_text().splitlines()[1:]
    )
    return found
