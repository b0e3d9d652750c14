"""Answers, cards and envelopes through the real vault: twice counts once, nothing is lost."""

from typing import Any

import pytest

from nearer.article import Direction
from nearer.rooms.awareness import acts, history, sharing
from nearer.rooms.awareness.records import CheckCard, SignAnswer
from nearer.rooms.awareness.trial import Trial
from nearer.vault import envelopes, read

R, G = Direction.RECEIVE, Direction.GIVE


def test_an_answer_is_read_back_by_its_writer_only(ada: Any, ben: Any) -> None:
    _answer(ada, "time-1", 4)
    assert history.latest(read.recent(ada.visit)).receive == {"time-1": 4}  # type: ignore[union-attr]
    assert history.latest(read.recent(ben.visit)) is None


def test_a_doubled_submit_counts_once_and_writes_no_second_revision(ada: Any) -> None:
    for _ in range(2):
        _answer(ada, "time-1", 4)
    entries = read.recent(ada.visit).of(SignAnswer)
    assert [(entry.revision, entry.record.answer) for entry in entries] == [(1, 4)]


def test_a_changed_answer_is_a_new_revision_of_the_same_entry(ada: Any) -> None:
    _answer(ada, "time-1", 4)
    _answer(ada, "time-1", None)
    entries = read.recent(ada.visit).of(SignAnswer)
    assert [(entry.revision, entry.record.answer) for entry in entries] == [(2, None)]


def test_two_tabs_lose_nothing(ada: Any) -> None:
    """Both pages were opened before either was sent."""
    one, other = ada.visit, ada.visit
    begun = one.today
    acts.answer(one, begun=begun, direction=R, item="time-1", answer=4)
    acts.answer(other, begun=begun, direction=R, item="listening-1", answer=2)
    acts.answer(one, begun=begun, direction=G, item="time-1", answer=5)
    found = history.latest(read.recent(ada.visit))
    assert found is not None
    assert (found.receive, found.give) == ({"time-1": 4, "listening-1": 2}, {"time-1": 5})


def test_the_card_remembers_what_single_answers_said(ada: Any) -> None:
    _answer(ada, "time-1", 4)
    acts.remember(ada.visit)
    card = read.recent(ada.visit).newest(CheckCard)
    assert card is not None
    assert card.record.checks[0].receive == {"time-1": 4}
    assert card.revision == 1
    acts.remember(ada.visit)
    assert len(read.recent(ada.visit).of(CheckCard)) == 1


def test_nothing_to_remember_writes_nothing(ada: Any) -> None:
    acts.remember(ada.visit)
    assert read.recent(ada.visit).newest(CheckCard) is None


def test_both_ready_opens_both_and_leaves_out_what_was_not_said(ada: Any, ben: Any) -> None:
    _answer(ada, "time-1", 4)
    _answer(ada, "time-2", None)
    _answer(ben, "time-1", 2, direction=G)
    for actor in (ada, ben):
        acts.seal(actor.visit)
        assert history.opened(read.recent(actor.visit)) is None
    for actor in (ada, ben):
        acts.be_ready(actor.visit)
    seen = history.opened(read.recent(ben.visit))
    assert seen is not None
    assert (seen.theirs.receive, seen.mine.give) == ({"time-1": 4}, {"time-1": 2})


def test_being_unready_again_keeps_both_closed(ada: Any, ben: Any) -> None:
    _both_sealed(ada, ben)
    acts.be_ready(ada.visit)
    acts.be_unready(ada.visit)
    acts.be_ready(ben.visit)
    assert history.opened(read.recent(ada.visit)) is None
    assert envelopes.mine(ada.visit, acts.QUESTION).answered


@pytest.mark.parametrize("now", [None, 5])
def test_what_was_withdrawn_or_changed_after_sealing_never_opens(
    ada: Any, ben: Any, now: int | None
) -> None:
    """She was ready already; then she changes her mind, and Ben becomes ready."""
    _answer(ada, "time-2", 3)
    _both_sealed(ada, ben)
    acts.be_ready(ada.visit)
    _answer(ada, "time-2", now)
    acts.be_ready(ada.visit)
    acts.be_ready(ben.visit)
    assert not envelopes.mine(ada.visit, acts.QUESTION).ready
    assert history.opened(read.recent(ben.visit)) is None
    acts.seal(ada.visit)
    acts.be_ready(ada.visit)
    seen = history.opened(read.recent(ben.visit))
    assert seen is not None
    assert seen.theirs.receive.get("time-2") == now


def test_the_same_answer_once_more_leaves_the_envelope_ready(ada: Any, ben: Any) -> None:
    _both_sealed(ada, ben)
    acts.be_ready(ada.visit)
    _answer(ada, "time-1", 4)
    assert envelopes.mine(ada.visit, acts.QUESTION).ready


def test_taking_back_leaves_nothing_to_open(ada: Any, ben: Any) -> None:
    _both_sealed(ada, ben)
    acts.be_ready(ben.visit)
    acts.take_back(ada.visit)
    assert not envelopes.mine(ada.visit, acts.QUESTION).answered
    assert not history.is_sealed(read.recent(ada.visit))
    assert history.opened(read.recent(ben.visit)) is None


def test_what_is_open_is_news_until_its_reader_was_told(ada: Any, ben: Any) -> None:
    _both_open(ada, ben)
    assert history.is_news(read.recent(ada.visit))
    acts.look(ada.visit)
    assert not history.is_news(read.recent(ada.visit))
    assert history.is_news(read.recent(ben.visit))


def test_taking_ones_answers_out_ends_the_picture_for_both(ada: Any, ben: Any) -> None:
    _both_open(ada, ben)
    acts.take_out(ada.visit)
    acts.take_out(ada.visit)
    for actor in (ada, ben):
        opened = history.opened(read.recent(actor.visit))
        assert opened is not None
        assert opened.removed
        assert not history.is_news(read.recent(actor.visit))


def test_who_can_see_what_names_each_and_can_stop_it(ada: Any, ben: Any) -> None:
    assert acts.shared(ada.visit) == []
    _both_sealed(ada, ben)
    assert acts.shared(ada.visit) == [sharing.ENVELOPE]
    acts.stop(ada.visit, "envelope")
    assert acts.shared(ada.visit) == []
    _both_open(ada, ben)
    assert acts.shared(ada.visit) == [sharing.PICTURE]
    acts.stop(ada.visit, "picture")
    assert acts.shared(ada.visit) == []
    assert acts.shared(ben.visit) == [sharing.NOT_SHOWN]
    acts.stop(ben.visit, "picture")
    assert acts.shared(ben.visit) == []


def test_without_answers_there_is_nothing_to_seal_and_nothing_to_look_at(
    ada: Any, ben: Any
) -> None:
    acts.seal(ada.visit)
    acts.look(ada.visit)
    assert not envelopes.mine(ada.visit, acts.QUESTION).answered
    assert history.note(read.recent(ada.visit)) is None


def test_an_envelope_without_a_given_answer_is_not_sealed(ada: Any, ben: Any) -> None:
    """Opened, it would use up Ben's and show both that something is gone."""
    _answer(ada, "time-1", None)
    acts.seal(ada.visit)
    acts.be_ready(ada.visit)
    assert not envelopes.mine(ada.visit, acts.QUESTION).answered
    assert not history.is_sealed(read.recent(ada.visit))


def test_an_unknown_thing_cannot_be_stopped(ada: Any, ben: Any) -> None:
    _both_sealed(ada, ben)
    acts.stop(ada.visit, "something")
    assert acts.shared(ada.visit) == [sharing.ENVELOPE]


def test_someone_alone_shares_nothing_and_can_stop_nothing(cleo: Any) -> None:
    _answer(cleo, "time-1", 4)
    assert acts.shared(cleo.visit) == []
    acts.stop(cleo.visit, "envelope")


def test_answers_that_were_tried_travel_into_the_new_account(cleo: Any) -> None:
    acts.carry(cleo.visit, {"signs": Trial(G, "5.0.....").text})
    found = history.latest(read.recent(cleo.visit))
    assert found is not None
    assert found.give == {"appreciation-1": 5, "listening-1": None}


@pytest.mark.parametrize("fields", [{}, {"signs": ""}, {"signs": "give:9"}, {"signs": "x" * 999}])
def test_what_is_no_check_is_not_carried(cleo: Any, fields: dict[str, str]) -> None:
    acts.carry(cleo.visit, fields)
    assert history.latest(read.recent(cleo.visit)) is None


def _answer(actor: Any, item: str, answer: int | None, direction: Direction = R) -> None:
    visit = actor.visit
    acts.answer(visit, begun=visit.today, direction=direction, item=item, answer=answer)


def _both_sealed(ada: Any, ben: Any) -> None:
    for actor in (ada, ben):
        _answer(actor, "time-1", 4)
        acts.seal(actor.visit)


def _both_open(ada: Any, ben: Any) -> None:
    _both_sealed(ada, ben)
    for actor in (ada, ben):
        acts.be_ready(actor.visit)
