"""Answers that are made while they are sent: from the first piece on, until the session ends."""

import socket
import time
from collections.abc import Iterator
from http.client import HTTPConnection, IncompleteRead

import pytest

from tests.project.running import Download, Running, running

ASK = b"GET /download HTTP/1.1\r\nHost: h\r\n\r\n"
MANY = 2000  # 125 MB


@pytest.fixture
def house() -> Iterator[Running]:
    """A server with the small app."""
    with running() as house:
        yield house


def asked(house: Running) -> HTTPConnection:
    connection = HTTPConnection("127.0.0.1", house.port, timeout=15)
    connection.request("GET", "/download")
    return connection


def wait_until(download: Download, made: int) -> None:
    for _ in range(500):
        if download.made >= made:
            return
        time.sleep(0.01)
    raise AssertionError(f"{download.made} were made, not {made}")


def test_the_first_bytes_arrive_before_the_last_are_made(house: Running) -> None:
    download = house.pages.download = Download(pieces=3)
    answer = asked(house).getresponse()
    assert answer.getheader("Content-Length") is None
    assert len(answer.read(download.size)) == download.size
    assert download.made == 1
    download.after_first.set()
    assert len(answer.read()) == 2 * download.size
    assert download.closed.wait(5)


def test_a_slow_reader_holds_no_thread_and_no_more_than_the_wire(house: Running) -> None:
    download = house.pages.download = Download(pieces=MANY)
    download.after_first.set()
    readers = [house.raw(ASK) for _ in range(4)]
    wait_until(download, 4)
    assert house.ask().text == "/ 0"
    time.sleep(0.3)
    # What the sockets of this machine take, a few MB for each reader; not the whole.
    assert download.made < MANY / 2
    for reader in readers:
        reader.close()
    assert download.closed.wait(5)


def test_a_download_ends_within_a_second_of_its_session(house: Running) -> None:
    download = house.pages.download = Download(pieces=2)
    answer = asked(house).getresponse()
    answer.read(10)
    download.ended = True
    ended = time.monotonic()
    with pytest.raises(IncompleteRead):
        answer.read()
    assert time.monotonic() - ended < 1
    assert download.made == 1
    download.after_first.set()
    assert download.closed.wait(5)


def test_a_reader_who_takes_nothing_gets_nothing_made_after_the_end(house: Running) -> None:
    download = house.pages.download = Download(pieces=MANY)
    download.after_first.set()
    with house.raw(ASK) as reader:
        reader.settimeout(5)
        wait_until(download, 5)
        time.sleep(0.3)
        download.ended = True
        assert download.closed.wait(1)
        made = download.made
        while part := reader.recv(1 << 20):
            assert not part.endswith(b"\r\n0\r\n\r\n"), "it looks whole"
        assert download.made == made


def test_whoever_hangs_up_has_nothing_more_made(house: Running) -> None:
    download = house.pages.download = Download(pieces=2)
    connection = house.raw(ASK)
    wait_until(download, 1)
    connection.shutdown(socket.SHUT_RDWR)
    connection.close()
    time.sleep(0.2)
    download.after_first.set()
    assert download.closed.wait(5)


def test_a_cut_leaves_no_line(house: Running, caplog: pytest.LogCaptureFixture) -> None:
    download = house.pages.download = Download(pieces=2)
    answer = asked(house).getresponse()
    download.ended = True
    with pytest.raises(IncompleteRead):
        answer.read()
    download.after_first.set()
    assert download.closed.wait(5)
    assert [record.name for record in caplog.records] == []
