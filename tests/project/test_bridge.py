"""Pages in threads, with slow senders, slow readers and storms of sign-ins around them."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from nearer.project import bodies
from tests.project.running import Running, running

UNFINISHED = b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nhalf"


@pytest.fixture
def house() -> Iterator[Running]:
    """A server with the small app."""
    with running() as house:
        yield house


def test_a_page_gets_its_body_and_answers_whole(house: Running) -> None:
    answer = house.ask(method="POST", body=b"word")
    assert (answer.status, answer.text) == (200, "/ 4")
    assert answer.headers["Content-Length"] == "3"


def test_a_body_in_chunks_arrives_with_its_length(house: Running) -> None:
    head = b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    with house.raw(head + b"3\r\nabc\r\n0\r\n\r\n") as connection:
        assert connection.makefile("rb").read().endswith(b"/ 3")


def test_slow_senders_hold_no_thread(house: Running) -> None:
    senders = [house.raw(UNFINISHED) for _ in range(12)]
    assert house.ask().text == "/ 0"
    for sender in senders:
        sender.close()


def test_slow_readers_hold_no_thread(house: Running) -> None:
    readers = [house.raw(b"GET /long HTTP/1.1\r\nHost: h\r\n\r\n") for _ in range(12)]
    assert house.ask().text == "/ 0"
    for reader in readers:
        reader.close()


def test_a_storm_of_sign_ins_leaves_the_pages_alone(house: Running) -> None:
    with ThreadPoolExecutor(12) as storm:
        tries = [storm.submit(house.ask, "/sign-in", method="POST", body=b"x") for _ in range(12)]
        assert house.pages.at_work.wait(10)
        assert [house.ask().text for _ in range(20)] == ["/ 0"] * 20
        house.pages.go_on.set()
        answers = [attempt.result() for attempt in tries]
    # One address: one at work, one waiting (and who came after those had been served).
    assert {answer.status for answer in answers} == {200, 503}
    refused = next(answer for answer in answers if answer.status == 503)
    assert (refused.text, refused.headers["Retry-After"]) == ("busy", "60")


@pytest.mark.parametrize("cookie", ["s=adas", "d=bens", "s=ended; d=bens"])
def test_whoever_comes_back_waits_apart_from_the_storm(house: Running, cookie: str) -> None:
    def sign_in(who: str) -> int:
        cookies = {"Cookie": cookie} if who == "ada" else {}
        return house.ask("/sign-in", method="POST", body=who.encode(), **cookies).status

    with ThreadPoolExecutor(3) as people:
        first = people.submit(sign_in, "storm 1")
        assert house.pages.at_work.wait(10)
        second = people.submit(sign_in, "storm 2")
        _wait_for_line(house, 1)
        ada = people.submit(sign_in, "ada")
        _wait_for_line(house, 2)
        house.pages.go_on.set()
        assert [first.result(), second.result(), ada.result()] == [200, 200, 200]
    assert house.pages.served == ["storm 1", "ada", "storm 2"]


def test_who_hangs_up_leaves_the_line(house: Running) -> None:
    post = b"POST /sign-in HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n"
    with ThreadPoolExecutor(2) as people:
        people.submit(house.ask, "/sign-in", method="POST", body=b"1")
        assert house.pages.at_work.wait(10)
        gone = house.raw(post + b"2")
        _wait_for_line(house, 1)
        gone.close()
        _wait_for_line(house, 0)
        third = people.submit(house.ask, "/sign-in", method="POST", body=b"3")
        _wait_for_line(house, 1)
        house.pages.go_on.set()
        assert third.result().status == 200
    assert house.pages.served == ["1", "3"]


def test_only_a_post_waits_in_the_lane(house: Running) -> None:
    house.pages.go_on.set()
    with ThreadPoolExecutor(4) as people:
        looks = [people.submit(house.ask, "/sign-in") for _ in range(4)]
        assert {look.result().status for look in looks} == {200}


def test_what_is_too_large_is_read_to_its_end_and_refused(house: Running) -> None:
    answer = house.ask(method="POST", body=b"x" * (bodies.LARGEST + 1))
    assert (answer.status, answer.text) == (413, "large")
    assert house.ask(method="POST", body=b"x" * bodies.LARGEST).status == 200


def test_leave_is_answered_whatever_is_sent_to_it(
    house: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = house.ask("/leave", method="POST", body=b"x" * (bodies.LARGEST + 1))
    assert (answer.status, answer.text) == (200, "/leave 0")
    monkeypatch.setattr(bodies, "TOGETHER", 1000)
    assert house.ask("/leave", method="POST", body=b"x" * 1001).text == "/leave 0"
    monkeypatch.setattr(bodies, "PATIENCE", 0.05)
    with house.raw(UNFINISHED.replace(b" / ", b" /leave ")) as connection:
        assert connection.recv(4000).startswith(b"HTTP/1.1 200")


def test_what_arrives_too_slowly_is_given_up(
    house: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "PATIENCE", 0.05)
    with house.raw(UNFINISHED) as connection:
        assert connection.recv(4000).startswith(b"HTTP/1.1 408")


def test_many_that_send_at_once_cannot_fill_the_memory(
    house: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "TOGETHER", 1000)
    assert house.ask(method="POST", body=b"x" * 1001).status == 503
    assert house.ask(method="POST", body=b"x" * 1000).status == 200


def test_a_stop_lets_what_is_at_work_end_and_sends_the_line_away() -> None:
    with running() as house, ThreadPoolExecutor(2) as people:
        first = people.submit(house.ask, "/sign-in", method="POST", body=b"1")
        assert house.pages.at_work.wait(10)
        second = people.submit(house.ask, "/sign-in", method="POST", body=b"2")
        _wait_for_line(house, 1)
        house.server.handle_exit(15, None)
        assert second.result().status == 503
        house.pages.go_on.set()
        assert first.result().status == 200


def _wait_for_line(house: Running, length: int) -> None:
    line = house.lane._line
    for _ in range(500):
        if len(line) == length:
            return
        threading.Event().wait(0.01)
    raise AssertionError(f"{len(line)} wait, not {length}")
