"""Whoever presses, and however: two answers open together, and a withdrawn one never shows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import pytest

from nearer.vault import envelopes, read, sweep
from nearer.vault.visit import Visit
from tests.vault import kills, samples
from tests.vault.homes import Home, paired
from tests.vault.samples import Card, note
from tests.vault.test_races import again, alone, pair, together

pytestmark = [
    pytest.mark.storage,
    pytest.mark.django_db(transaction=True, databases=["default", "snapshot", "secrets"]),
]
SIGNS = "signs"
ROUNDS = 5


@pytest.fixture(autouse=True)
def card_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Know the kinds of samples.py."""
    samples.know(monkeypatch)


def answers(visit: Visit, text: str) -> None:
    line = Card(at=note().at, zone="UTC", day=note().day, text=text)
    envelopes.put_in(again(visit), SIGNS, line)


def ready(visit: Visit) -> None:
    envelopes.set_ready(again(visit), SIGNS)


def takes_back(visit: Visit) -> None:
    envelopes.take_back(again(visit), SIGNS)


def shown(visit: Visit) -> set[str]:
    """Return the answers that lie open, as somebody reads them."""
    fresh = again(visit)
    assert fresh.us is not None
    pages = read.everything(fresh, fresh.us)
    assert pages.unreadable == 0
    return {entry.record.text for entry in pages.of(Card)}


def pressed(seed: int, *, withdraws: bool) -> list[set[str]]:
    """Press eight times at once, in rounds; return all that was ever seen open.

    In each round both answer. Ben's answer is taken back, before the others press if he withdraws,
    else in the midst of them, but for the last round.
    """
    ada, ben = alone(pair)
    chance, seen = Random(seed), list[set[str]]()
    for turn in range(ROUNDS):
        alone(lambda turn=turn: answers(ada, f"a{turn}"))
        alone(lambda turn=turn: answers(ben, f"b{turn}"))
        if withdraws:
            alone(lambda: ready(ben))
            alone(lambda: takes_back(ben))
        acts = _presses(ada, ben, seen)
        if turn < ROUNDS - 1:
            acts.append(lambda: takes_back(ben))
        chance.shuffle(acts)
        assert together(*acts) == [None] * len(acts)
        seen += [alone(lambda: shown(ada)), alone(lambda: shown(ben))]
    return seen


def _presses(ada: Visit, ben: Visit, seen: list[set[str]]) -> list[Callable[[], Any]]:
    looks = [lambda: seen.append(shown(ada)), lambda: seen.append(shown(ben))]
    return [*[lambda: ready(ada)] * 3, *[lambda: ready(ben)] * 2, *looks]


def halves(seen: list[set[str]]) -> list[set[str]]:
    """Return what was seen of one side only, or of two rounds at once."""
    return [texts for texts in seen if texts and {text[0] for text in texts} != {"a", "b"}]


def test_eight_at_once_open_both_sides_or_neither() -> None:
    seen = pressed(1, withdraws=False)
    assert halves(seen) == []
    assert all(len(texts) in (0, 2) for texts in seen)
    assert len(seen[-1]) == 2


def test_what_was_withdrawn_never_shows() -> None:
    assert set().union(*pressed(2, withdraws=True)) == set()


def test_nothing_opens_while_one_has_not_answered_however_often_it_is_asked() -> None:
    ada, ben = alone(pair)
    alone(lambda: answers(ada, "a"))
    assert together(*[lambda: ready(ada)] * 4, *[lambda: ready(ben)] * 4) == [None] * 8
    assert alone(lambda: shown(ada)) == alone(lambda: shown(ben)) == set()
    alone(lambda: answers(ben, "b"))
    assert alone(lambda: shown(ada)) == set()
    alone(lambda: ready(ben))
    assert alone(lambda: shown(ada)) == alone(lambda: shown(ben)) == {"a", "b"}


@contextmanager
def _one_side_only(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    whole = envelopes._reveal

    def half(space: bytes, sides: dict[bytes, Any]) -> None:
        whole(space, dict(list(sides.items())[:1]))

    with monkeypatch.context() as planted:
        planted.setattr(envelopes, "_reveal", half)
        yield


def test_a_reveal_of_one_side_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with _one_side_only(monkeypatch):
        ada, ben = alone(pair)
        for visit, text in ((ada, "a"), (ben, "b")):
            alone(lambda visit=visit, text=text: answers(visit, text))
            alone(lambda visit=visit: ready(visit))
        assert halves([alone(lambda: shown(ada))])


def test_an_answer_that_outlives_its_withdrawal_is_found_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(envelopes, "take_back", lambda visit, question: None)
    assert set().union(*pressed(2, withdraws=True))


def test_killed_at_any_moment_both_are_open_or_both_are_closed() -> None:
    homes: list[tuple[Home, Home]] = []

    def prepare() -> Callable[[], object]:
        ada, ben = paired(f"ada{len(homes)}", f"ben{len(homes)}")
        homes.append((ada, ben))
        for home, text in ((ada, "a"), (ben, "b")):
            answers(home.visit(), text)
        ready(ada.visit())
        visit = ben.visit()
        return lambda: envelopes.set_ready(visit, SIGNS)

    ends = set()
    for came_through in kills.at_many_moments(prepare, of=8):
        ada, ben = homes[-1]
        sweep.before_serving()
        seen = shown(ada.visit())
        assert seen == shown(ben.visit())
        assert seen in (set(), {"a", "b"})
        assert seen or not came_through
        ends.add(bool(seen))
        ready(ben.visit())
        assert shown(ada.visit()) == shown(ben.visit()) == {"a", "b"}
    assert ends == {True, False}
