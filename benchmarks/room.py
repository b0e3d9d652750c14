"""How soon a line that one writes in the room is on the other's phone, with 200 rooms open.

Run `python -m benchmarks.room`. One real process serves 200 pairs on SQLite; every person holds an
open stream. Lines are written at a steady rate, in a random room each time: a POST that is stored
before it is answered. Told: until the other's stream says "changed". There: until the other's page
has fetched its middle, with the line in it.
"""

import argparse
import asyncio
import json
import os
import random
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

ROOMS, SECONDS, RATE = 200, 20, 20
MEDIAN, LATE = 20.0, 60.0
SRC = Path(__file__).parents[1] / "src"


@dataclass
class Phone:
    """One person's browser: its cookie, its token, and when its stream last said "changed"."""

    cookie: str
    token: str
    told: asyncio.Event = field(default_factory=asyncio.Event)
    told_at: float = 0.0


@dataclass
class Room:
    """Two phones, the talk, and how far it has gone; the listener's turn comes after each line."""

    phones: tuple[Phone, Phone]
    talk: str
    mark: int
    turn: int = 0
    busy: bool = False


@dataclass
class Found:
    """Milliseconds of each line; and what was not answered as it should."""

    told: list[float] = field(default_factory=list)
    there: list[float] = field(default_factory=list)
    failed: int = 0


def prepare(rooms: int) -> list[dict[str, Any]]:
    """Make pairs, each with a talk in which one says back and the other says what is missing."""
    from nearer.cli import serve  # noqa: PLC0415  reads the environment
    from nearer.project import environment  # noqa: PLC0415

    with serve.ready(environment.read()):
        serve.set_up(environment.read())
        from nearer.vault import keys  # noqa: PLC0415  Django first

        # Deriving is not what is measured; nobody signs in here.
        keys.stretch = lambda word, salt: sha256(word.encode() + salt).digest()
        return [_pair(number) for number in range(rooms)]


def _pair(number: int) -> dict[str, Any]:
    from nearer.rooms.conversation import acts  # noqa: PLC0415
    from nearer.rooms.conversation.records import Mode, Side, Subject, What  # noqa: PLC0415
    from nearer.vault import accounts, invitations, sessions  # noqa: PLC0415
    from nearer.vault import visit as visits  # noqa: PLC0415
    from nearer.vault.keys import Settings  # noqa: PLC0415

    def joins(name: str) -> Any:
        made = accounts.create(f"{name} {number}", "a b c d e", Settings(called=name, zone="UTC"))
        value, session = sessions.start(made.person, made.master, minutes=60, now=int(time.time()))
        session.payload.held["asked"] = True
        sessions.save(session)
        return value, session

    (one, ours), (other, theirs) = joins("Ana"), joins("Noah")

    def visit(session: Any) -> Any:
        return visits.begin(session)

    invitations.accept(visit(theirs), invitations.offer(visit(ours)))
    invitations.match(visit(ours))
    invitations.match(visit(theirs))
    invitations.finish(visit(ours))
    invitations.finish(visit(theirs))
    key = secrets.token_bytes(16)
    first = Side(visit(ours).side)
    acts.begin(visit(ours), key=key, subject=Subject.NAME, mode=Mode.LETTER, first=first)
    talk = acts.move(visit(ours), talk=key, seen=0, what=What.SAID, text="It was the phone.")
    tokens = [session.payload.token for session in (ours, theirs)]
    return {"cookies": [one, other], "tokens": tokens, "talk": key.hex(), "mark": talk.mark}


async def measure(port: int, rooms: list[Room], *, rate: float, seconds: float) -> Found:
    """Open every stream, then write lines at a steady rate."""
    found = Found()
    phones = [phone for room in rooms for phone in room.phones]
    streams = [asyncio.create_task(_listen(port, phone)) for phone in phones]
    await asyncio.gather(*(asyncio.wait_for(phone.told.wait(), 60) for phone in phones))
    lines, until = [], time.perf_counter() + seconds
    while time.perf_counter() < until:
        room = random.choice([one for one in rooms if not one.busy])  # noqa: S311
        lines.append(asyncio.create_task(_write(port, room, found)))
        await asyncio.sleep(random.expovariate(rate))
    await asyncio.gather(*lines)
    for stream in streams:
        stream.cancel()
    return found


async def _listen(port: int, phone: Phone) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    headers = f"Host: localhost:{port}\r\nCookie: {phone.cookie}\r\nSec-Fetch-Site: same-origin"
    writer.write(f"GET /live HTTP/1.1\r\n{headers}\r\n\r\n".encode())
    while line := await reader.readline():
        if line.strip() == b"data: changed":
            phone.told_at = time.perf_counter()
            phone.told.set()


async def _write(port: int, room: Room, found: Found) -> None:
    """Write one line by whose turn it is, and wait until the other has it."""
    room.busy = True
    writer, reader = room.phones[1 - room.turn], room.phones[room.turn]
    what = "heard" if room.turn == 0 else "partly"
    text = secrets.token_hex(20)
    fields = {"talk": room.talk, "seen": room.mark, "what": what, "text": text}
    whole = {"token": writer.token, "key": secrets.token_hex(16), **fields}
    reader.told.clear()
    began = time.perf_counter()
    status, _ = await _ask(port, writer, "POST", "/room", urlencode(whole))
    try:
        await asyncio.wait_for(reader.told.wait(), 5)
        _, page = await _ask(port, reader, "GET", "/room?part")
    except TimeoutError:
        page = ""
    if status == 303 and text in page:
        found.told.append(1000 * (reader.told_at - began))
        found.there.append(1000 * (time.perf_counter() - began))
        room.mark, room.turn = room.mark + 1, 1 - room.turn
        room.busy = False
    else:
        found.failed += 1


async def _ask(port: int, phone: Phone, method: str, path: str, body: str = "") -> tuple[int, str]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: localhost:{port}\r\nCookie: {phone.cookie}\r\n"
        f"Origin: http://localhost:{port}\r\nConnection: close\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    writer.write((head + body).encode())
    answer = (await reader.read()).decode()
    writer.close()
    return int(answer.split(" ", 2)[1]), answer


def main() -> int:
    """Prepare, serve, measure, and say whether the bars hold."""
    parser = argparse.ArgumentParser(prog="benchmarks.room", description=__doc__)
    parser.add_argument("--rooms", type=int, default=ROOMS)
    parser.add_argument("--rate", type=float, default=RATE, help="lines a second, over all rooms")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--prepare", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.prepare:
        options.prepare.write_text(json.dumps(prepare(options.rooms)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        return _run(Path(folder), options)


def _run(folder: Path, options: argparse.Namespace) -> int:
    from tests.journeys.conftest import House  # noqa: PLC0415  starts as the tests do

    rooms = folder / "rooms.json"
    environment = os.environ | {
        "PYTHONPATH": str(SRC),
        "NEARER_DATA": str(folder / "data"),
        "NEARER_SECRETS": str(folder / "secrets"),
        "DJANGO_SETTINGS_MODULE": "nearer.project.settings",
    }
    again = [sys.executable, "-m", "benchmarks.room", "--rooms", str(options.rooms)]
    subprocess.run([*again, "--prepare", str(rooms)], env=environment, check=True)  # noqa: S603
    house = House(folder)
    house.start()
    try:
        made = [_room(house.port, one) for one in json.loads(rooms.read_text())]
        found = asyncio.run(measure(house.port, made, rate=options.rate, seconds=options.seconds))
    finally:
        house.stop()
    return _told(found, options)


def _room(port: int, made: dict[str, Any]) -> Room:
    one, other = (
        Phone(f"s{port}={cookie}", token)
        for cookie, token in zip(made["cookies"], made["tokens"], strict=True)
    )
    return Room((one, other), made["talk"], made["mark"])


def _told(found: Found, options: argparse.Namespace) -> int:
    print(f"{options.rooms} rooms, {2 * options.rooms} streams, {options.rate:g} lines a second")
    for name, times in (("told", found.told), ("there", found.there)):
        cuts = statistics.quantiles(times, n=100)
        print(f"{name:6} median {cuts[49]:6.1f} ms   99th percentile {cuts[98]:6.1f} ms")
    print(f"lines {len(found.told)}, failed {found.failed}; bar {MEDIAN:g} and {LATE:g} ms, told")
    cuts = statistics.quantiles(found.told, n=100)
    return int(found.failed > 0 or cuts[49] > MEDIAN or cuts[98] > LATE)


if __name__ == "__main__":
    sys.exit(main())
