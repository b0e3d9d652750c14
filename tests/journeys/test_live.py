"""The stream of an open room: it says only "changed", and it ends when its session does."""

import os
import re
import socket
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import House, Visitors
from tests.journeys.people import Visitor, pair

pytestmark = [pytest.mark.browser, pytest.mark.journey]
WORDS = "It was the phone at dinner."


class Stream:
    """A raw reader of `/live`, as a browser's EventSource would open it."""

    def __init__(self, url: str, cookie: str, **headers: str) -> None:
        at = urlsplit(url)
        self._connection = HTTPConnection(at.hostname or "", at.port or 80, timeout=20)
        same = {"Cookie": cookie, "Sec-Fetch-Site": "same-origin", **headers}
        self._connection.request("GET", "/live", headers=same)
        self.answer: HTTPResponse = self._connection.getresponse()
        self.read = b""

    def says(self, within: float = 5) -> bytes:
        """Return what comes next, up to an empty line; nothing at the end of the stream."""
        sock = self._connection.sock or self._raw()
        sock.settimeout(within)
        text = b""
        while not text.endswith(b"\n\n"):
            piece = self.answer.read1(1)
            if not piece:
                break
            text += piece
        self.read += text
        return text

    def is_silent(self, within: float) -> bool:
        """Return whether nothing comes for so long."""
        try:
            return self.says(within) == b""
        except TimeoutError:
            return True

    def ends(self, within: float) -> bool:
        """Return whether it ends in time; what is said on the way is read."""
        until = time.monotonic() + within
        try:
            while self.says(max(0.01, until - time.monotonic())):
                pass
        except TimeoutError:
            return False
        return True

    def close(self) -> None:
        """Hang up."""
        self.answer.close()
        self._connection.close()

    def _raw(self) -> socket.socket:
        return self.answer.fp.raw._sock  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def two(house: House, browser: Browser) -> tuple[Visitor, Visitor]:
    """Ana and Noah, paired."""
    visitors = Visitors(house, browser)
    ada, ben = visitors.new("Ana"), visitors.new("Noah")
    for visitor in (ada, ben):
        visitor.joins()
    pair(ada, ben)
    for visitor in (ada, ben):
        visitor.opens("/letters")
        visitor.skips_the_quiet_questions()
    return ada, ben


def cookie(visitor: Visitor, url: str) -> str:
    """Return the session's cookie, under its name at this port."""
    own = f"s{urlsplit(visitor.url).port}"
    (value,) = (one["value"] for one in visitor.context.cookies() if one["name"] == own)
    return f"s{urlsplit(url).port}={value}"


@pytest.fixture
def listens() -> Iterator[Callable[..., Stream]]:
    """Open streams, and hang up at the end."""
    opened: list[Stream] = []

    def stream(visitor: Visitor, url: str = "", **headers: str) -> Stream:
        at = url or visitor.url
        opened.append(Stream(at, cookie(visitor, at), **headers))
        return opened[-1]

    yield stream
    for one in opened:
        one.close()


def begins_a_letter(visitor: Visitor) -> None:
    visitor.sends("/talks/name/begin", mode="letter", first="me")


def says(visitor: Visitor, text: str) -> None:
    shown = visitor.context.request.get(visitor.url + "/room").text()
    fields = dict(re.findall(r'name="(talk|seen)" value="([^"]*)"', shown))
    assert visitor.sends("/room", what="said", text=text, **fields).status == 303


def ends_the_talk(visitor: Visitor) -> None:
    shown = visitor.context.request.get(visitor.url + "/room").text()
    fields = dict(re.findall(r'name="(talk|seen)" value="([^"]*)"', shown))
    visitor.sends("/room", what="end", **fields)


def test_it_says_changed_and_no_word_key_or_name(
    two: tuple[Visitor, Visitor], listens: Callable[..., Stream]
) -> None:
    ada, ben = two
    stream = listens(ben)
    assert stream.answer.status == 200
    assert stream.answer.headers["Cache-Control"] == "no-store"
    assert stream.says() == b"data: changed\n\n"
    begins_a_letter(ada)
    assert stream.says() == b"data: changed\n\n"
    says(ada, WORDS)
    assert stream.says() == b"data: changed\n\n"
    assert WORDS in ben.context.request.get(ben.url + "/room").text(), "the page has the words"
    assert re.fullmatch(rb"(data: changed\n\n)+", stream.read)
    ends_the_talk(ada)


def test_it_opens_only_for_our_own_pages_and_only_for_somebody_here(
    two: tuple[Visitor, Visitor], listens: Callable[..., Stream]
) -> None:
    ada, _ = two
    assert listens(ada, **{"Sec-Fetch-Site": "cross-site"}).answer.status == 403
    assert listens(ada, Origin="https://weather.test").answer.status == 403
    assert listens(ada, Origin="null").answer.status == 403
    assert Stream(ada.url, "").answer.status == 204
    assert Stream(ada.url, "s8000=nothing").answer.status == 204


def test_one_person_holds_three_at_most(
    two: tuple[Visitor, Visitor], listens: Callable[..., Stream]
) -> None:
    ada, ben = two
    found = [listens(ada).answer.status for _ in range(4)]
    assert found == [200, 200, 200, 429]
    assert listens(ben).answer.status == 200


def test_who_rests_ends_their_own_stream_and_the_others_says_nothing(
    two: tuple[Visitor, Visitor], listens: Callable[..., Stream]
) -> None:
    ada, ben = two
    mine, theirs = listens(ada), listens(ben)
    for stream in (mine, theirs):
        stream.says()
    ada.sends("/you/rest", how="open")
    assert mine.ends(within=1)
    assert theirs.is_silent(within=1)
    ada.sends("/you/rest", do="back")


def test_the_end_of_a_session_ends_its_streams_within_a_second(
    two: tuple[Visitor, Visitor], listens: Callable[..., Stream], house: House, browser: Browser
) -> None:
    ada, ben = two
    again = Visitors(house, browser).new("Ana")
    again.key_name, again.passphrase = ada.key_name, ada.passphrase
    again.signs_in()
    mine, other, theirs = listens(again), listens(ada), listens(ben)
    for stream in (mine, other, theirs):
        stream.says()
    again.sends("/you", out="1")
    assert mine.ends(within=1)
    assert other.is_silent(within=1)
    assert theirs.is_silent(within=0.5)


@pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="SQLite has one process only")
def test_two_processes_meet(
    two: tuple[Visitor, Visitor], listens: Callable[..., Stream], house: House, tmp_path: Path
) -> None:
    ada, ben = two
    second = House(tmp_path, beside=house)
    second.start()
    try:
        stream = listens(ben, second.url)
        stream.says()
        begins_a_letter(ada)
        assert stream.says() == b"data: changed\n\n"
        ends_the_talk(ada)
        assert stream.says() == b"data: changed\n\n"
    finally:
        stream.close()
        second.stop()
