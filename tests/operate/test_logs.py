"""A journey with provoked errors leaves no address, id, name or word in log and console."""

import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.operate.copies import ROOT, Place

# Planted wherever a visitor can put something; none may come out of a log.
WORD = "quillwort"
ADDRESS = "203.0.113.77"
LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d (INFO|WARNING|ERROR) [^\n]+")


@dataclass
class Faulty:
    """A running copy with a fault in it, whose log and console go to a file."""

    place: Place
    port: int
    log: Path
    cookie: str = ""
    statuses: list[int] = field(default_factory=list)

    def asks(
        self,
        path: str,
        *,
        method: str = "GET",
        body: bytes | str | None = None,
        origin: str | None = None,
        host: str = "",
    ) -> str:
        """Send one request, with the word in every header that a browser may fill."""
        own = f"localhost:{self.port}"
        headers = {
            "Host": host or own,
            "Origin": origin or f"http://{own}",
            "User-Agent": WORD,
            "Referer": f"http://{own}/{WORD}",
            "Cookie": f"{self.cookie}; other={WORD}",
            "X-Forwarded-For": ADDRESS,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
        except (BrokenPipeError, ConnectionResetError):  # a body that nobody wanted to the end
            return ""
        finally:
            connection.close()
        self.statuses.append(answer.status)
        if found := re.match(r"\s*([^=]+=[^;]+)", answer.headers.get("Set-Cookie") or ""):
            self.cookie = found[1]
        return text

    def sends(self, path: str, **fields: str) -> str:
        """Send a form, with token and key if the visitor has a session."""
        page = self.asks("/steps") if self.cookie else ""
        token = re.findall(r'data-token="([^"]+)"', page)
        whole = {"key": "00" * 16, "token": token[0] if token else "", **fields}
        return self.asks(path, method="POST", body=urlencode(whole))


@pytest.fixture
def faulty(home: Place) -> Iterator[Faulty]:
    """A copy with a fault in it."""
    log = home.folder / "console.txt"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests/operate/faulty.py"), "serve", "--port", "0"],
            env=home.environment,
            cwd=home.folder,
            stdout=subprocess.PIPE,
            stderr=file,
            text=True,
        )
    assert process.stdout is not None
    said = process.stdout.readline()
    assert said.startswith("Nearer is at "), log.read_text()
    yield Faulty(home, int(said.strip().rpartition(":")[2]), log)
    process.terminate()
    rest, _ = process.communicate(timeout=30)
    assert rest == ""


def provoke(copy: Faulty) -> None:
    """Do everything wrong that a visitor can."""
    copy.asks(f"/{WORD}?{WORD}=1")
    copy.asks("/sign-in", method="PUT", body=WORD)
    copy.asks("/today", method="DELETE")
    copy.asks("/sign-in", method="POST", body="name=x", origin=f"https://{WORD}.example")
    copy.asks("/", host=f"{WORD}.example")
    copy.asks("/sign-in", method="POST", body=b"name=" + WORD.encode() * 1_300_000)
    copy.asks("/sign-in", method="POST", body="&".join(f"{WORD}{n}=1" for n in range(400)))
    copy.asks("/sign-in", method="POST", body=b"\xff\xfe%zz=" + WORD.encode())
    copy.asks(f"/fault?text={WORD}")
    copy.sends("/fault", text=WORD)
    copy.sends("/sign-in", name=WORD, **{"pass": WORD})
    copy.sends("/sign-in", name="ada", **{"pass": WORD})
    copy.sends("/lost", code=WORD)
    copy.sends("/join", name=WORD, called=WORD, zone=WORD)
    copy.sends("/j", code=WORD)
    with socket.create_connection(("127.0.0.1", copy.port), timeout=10) as raw:
        raw.sendall(f"{WORD} {WORD}\r\n{WORD}\r\n\r\n".encode())
        raw.recv(4096)


def test_a_journey_with_provoked_errors_leaves_nothing_of_anyone(faulty: Faulty) -> None:
    provoke(faulty)
    faulty.sends("/sign-in", name="ada", **{"pass": "lantern gravel tuesday plum"})
    assert 'data-token="' in faulty.asks("/steps"), "Ada is not signed in"
    provoke(faulty)
    faulty.sends("/check/receive/1", answer=WORD, length=WORD)
    with closing(sqlite3.connect(faulty.place.data / "records.sqlite3")) as database, database:
        database.execute(f"ALTER TABLE record RENAME TO {WORD}")
    faulty.asks("/today")
    assert {400, 403, 404, 405, 413, 500} <= set(faulty.statuses)

    written = faulty.log.read_text()
    lines = written.splitlines()
    assert len([line for line in lines if "ValueError" in line]) == 4, "the faults were not logged"
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    private = [WORD, ADDRESS, "127.0.0.1", "localhost", "/fault", "/sign-in", "lantern", "ada"]
    private += [id.hex() for id in people(faulty.place)]
    assert [word for word in private if word in written.lower()] == []


def test_nothing_that_was_asked_lies_in_a_file_beside_the_databases(faulty: Faulty) -> None:
    provoke(faulty)
    files = [path for path in faulty.place.folder.rglob("*") if path.is_file()]
    assert len(files) > 3
    assert [path.name for path in files if WORD.encode() in path.read_bytes()] == []


def people(copy: Place) -> list[bytes]:
    with closing(sqlite3.connect(copy.data / "records.sqlite3")) as database:
        return [bytes(id) for (id,) in database.execute("SELECT id FROM person")]
