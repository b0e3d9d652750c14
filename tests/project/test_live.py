"""The stream of an open page: how long it is told, and what a server says that stops."""

import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPResponse

import pytest
from django.conf import settings

from nearer.people import listening
from nearer.people.listening import Listening
from nearer.project import live
from nearer.project.live import Live
from nearer.vault.news import HUB
from tests.conftest import Actor
from tests.project.running import Running, running

SPACE = b"the space of two"
TOLD = b"data: changed\n\n"


class Session:
    """What a cookie may listen to, until its end; it may be used again meanwhile."""

    def __init__(self) -> None:
        self.ends = int(time.time()) + 60
        self.looked = 0

    def look(self, cookie: str) -> Listening | None:
        """Answer as `listening.of_cookie` does."""
        self.looked += 1
        if cookie != "adas" or int(time.time()) >= self.ends:
            return None
        return Listening(person=b"ada", session=b"adas session", space=SPACE, ends=self.ends)


@pytest.fixture
def session() -> Session:
    """Ada's session."""
    return Session()


@pytest.fixture
def served(session: Session) -> Iterator[tuple[Running, Live]]:
    """A server with the stream before its pages."""
    made: list[Live] = []

    def with_streams(pages: object) -> Live:
        made.append(Live(pages, look=session.look, cookie="s", forget="x", origin=None))  # type: ignore[arg-type]
        return made[0]

    with running(wrap=with_streams) as house:
        yield house, made[0]
        made[0].close()


def asks(house: Running) -> HTTPResponse:
    connection = HTTPConnection("127.0.0.1", house.port, timeout=10)
    connection.request(
        "GET", "/live", headers={"Cookie": "s=adas", "Sec-Fetch-Site": "same-origin"}
    )
    return connection.getresponse()


@pytest.fixture
def busy() -> Iterator[Callable[[], None]]:
    """Let a room be told of something twenty times a second."""
    over = threading.Event()

    def tells() -> None:
        while not over.wait(0.05):
            HUB.publish(SPACE)

    teller = threading.Thread(target=tells, daemon=True)
    yield teller.start
    over.set()
    if teller.ident:
        teller.join(5)


def read_to_its_end(answer: HTTPResponse) -> tuple[bytes, float]:
    """Return what was said, and when it ended. The connection's limit is ten seconds."""
    return answer.read(), time.time()


def test_a_session_that_ends_by_time_ends_its_stream_within_a_second_in_a_busy_room(
    served: tuple[Running, Live], session: Session, busy: Callable[[], None]
) -> None:
    session.ends = int(time.time()) + 2
    answer = asks(served[0])
    busy()
    said, ended = read_to_its_end(answer)
    assert said.count(TOLD) > 5, "the room was busy"
    assert session.ends <= ended < session.ends + 1


def test_a_session_that_ends_by_time_ends_its_stream_within_a_second_in_a_quiet_room(
    served: tuple[Running, Live], session: Session
) -> None:
    session.ends = int(time.time()) + 2
    said, ended = read_to_its_end(asks(served[0]))
    assert said == TOLD
    assert session.ends <= ended < session.ends + 1


def test_who_is_here_meanwhile_goes_on_listening(
    served: tuple[Running, Live], session: Session
) -> None:
    first = session.ends = int(time.time()) + 1
    answer = asks(served[0])
    session.ends = first + 1
    said, ended = read_to_its_end(answer)
    assert said.startswith(TOLD)
    assert first + 1 <= ended < first + 2


def test_a_busy_room_is_looked_at_too_if_less_often(
    served: tuple[Running, Live],
    session: Session,
    busy: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live, "LOOK_EVERY", 0.1)
    monkeypatch.setattr(live, "LOOK_WHEN_BUSY", 0.3)
    answer = asks(served[0])
    busy()
    time.sleep(1)
    assert session.looked in range(3, 6)
    answer.close()


def test_a_quiet_room_is_looked_at_as_often_as_it_says(
    served: tuple[Running, Live], session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LOOK_EVERY", 0.1)
    answer = asks(served[0])
    time.sleep(1)
    assert session.looked in range(6, 19)
    answer.close()


def test_a_server_that_stops_ends_its_streams_and_says_later_not_never(
    served: tuple[Running, Live],
) -> None:
    house, streams = served
    answer = asks(house)
    streams.close()
    began = time.monotonic()
    assert answer.read().endswith(TOLD)
    assert time.monotonic() - began < 1
    refused = asks(house)
    assert (refused.status, refused.getheader("Retry-After")) == (503, "1")


def test_an_open_page_listens_until_its_session_ends_by_itself(
    ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The test's own transaction holds these connections.
    monkeypatch.setattr(listening, "close_old_connections", lambda: None)
    session = ada.visit.session
    assert session is not None
    found = listening.of_cookie(ada.client.cookies[settings.SESSION_COOKIE_NAME].value)
    assert found is not None
    assert found.ends == session.payload.seen + 60 * session.payload.minutes
    assert listening.of_cookie("nobody's") is None
