"""Leaving: the other sees what they saw before, and each keeps what both could read."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from nearer.vault import (
    closing,
    envelopes,
    invitations,
    leaving,
    read,
    rekey,
    secrets,
    sweep,
    tombstones,
    write,
)
from nearer.vault.errors import AlreadyTwo, SpaceEnded
from nearer.vault.kept import Kept
from nearer.vault.leaving import Told
from nearer.vault.models import (
    DatedSecret,
    EnvelopeRow,
    KeyringRow,
    RecordRow,
    SecretTombstone,
    SpaceRow,
    Tombstone,
)
from nearer.vault.seal import CannotOpen
from nearer.vault.visit import Space, Visit
from tests.conftest import Actor
from tests.vault import kills
from tests.vault.homes import Home, paired, texts, visit_of
from tests.vault.samples import Card, Note, note

pytestmark = [pytest.mark.storage, pytest.mark.usefixtures("db")]
on_files = pytest.mark.django_db(transaction=True, databases=["default", "snapshot", "secrets"])
Done = Callable[..., Any]


def card(text: str) -> Card:
    return Card(at=note().at, zone="UTC", day=note().day, text=text)


def us_of(visit: Visit) -> Space:
    assert visit.us is not None
    return visit.us


def say(actor: Actor | Home, text: str) -> None:
    visit = actor.visit if isinstance(actor, Actor) else actor.visit()
    write.put(visit, us_of(visit), note(text), key=text.encode())


def kept(visit: Visit) -> list[tuple[str, str, str, bool]]:
    """Return who said what in one's kept copies, and whether it bears one's own mark."""
    entries = read.everything(visit, visit.me).of(Kept)
    said = [(e.record, e.record.entry()) for e in entries]
    return [(k.by, k.called, n.text, k.marked) for k, n in said if isinstance(n, Note | Card)]


def later(actor: Actor, **delta: float) -> Visit:
    return visit_of(actor.person, actor.master, **delta)


def test_whoever_leaves_quietly_is_on_their_own_and_keeps_their_shape(
    ada: Actor, ben: Actor, done: Done
) -> None:
    side = ada.visit.side
    say(ben, "before")
    done(leaving.rest, ada.visit)
    visit = ada.visit
    assert (visit.us, visit.partner, visit.over, visit.side) == (None, None, None, side)
    assert read.recent(visit).of(Note) == ()
    assert texts(visit, visit.resting) == ["before"]


def test_the_other_sees_what_they_saw_before(ada: Actor, ben: Actor, done: Done) -> None:
    for actor, text in ((ada, "adas"), (ben, "bens")):
        say(actor, text)

    def sees() -> tuple[Any, ...]:
        visit = ben.visit
        pages = read.recent(visit)
        mine = envelopes.mine(visit, "signs")
        return visit.us, visit.partner, visit.side, visit.is_closed, pages, mine

    before = sees()
    done(leaving.rest, ada.visit)
    assert sees() == before


def test_what_the_other_writes_waits_and_is_there_on_coming_back(
    ada: Actor, ben: Actor, done: Done
) -> None:
    done(leaving.rest, ada.visit)
    say(ben, "meanwhile")
    assert read.recent(ada.visit).of(Note) == ()
    done(leaving.resume, ada.visit)
    assert [e.record.text for e in read.recent(ada.visit).of(Note)] == ["meanwhile"]


def test_nothing_of_ones_own_reaches_the_other_from_a_page_left_open(
    ada: Actor, ben: Actor, done: Done
) -> None:
    late = ada.visit
    us = us_of(late)
    done(leaving.rest, ada.visit)
    with pytest.raises(SpaceEnded):
        write.put(late, us, note("late"), key=b"form")
    for act in (envelopes.set_ready, envelopes.take_back):
        with pytest.raises(SpaceEnded):
            act(late, "signs")
    with pytest.raises(SpaceEnded):
        envelopes.put_in(late, "signs", card("late"))
    assert RecordRow.objects.filter(space=us.id).count() == 0


def test_an_answer_that_was_ready_does_not_open_after_leaving_quietly(
    ada: Actor, ben: Actor, done: Done
) -> None:
    done(envelopes.put_in, ada.visit, "signs", card("adas"))
    done(envelopes.set_ready, ada.visit, "signs")
    done(leaving.rest, ada.visit)
    done(envelopes.put_in, ben.visit, "signs", card("bens"))
    done(envelopes.set_ready, ben.visit, "signs")
    assert envelopes.mine(ben.visit, "signs") == envelopes.Mine(True, True)
    assert RecordRow.objects.count() == 0
    done(leaving.resume, ada.visit)
    assert envelopes.mine(ada.visit, "signs") == envelopes.Mine()


@pytest.mark.parametrize("leaves", [True, False])
def test_the_others_acts_move_the_same_rows_whether_one_has_left_or_not(
    ada: Actor, ben: Actor, done: Done, leaves: bool
) -> None:
    if leaves:
        done(leaving.rest, ada.visit)
    before = {row.pk: bytes(row.blob) for row in EnvelopeRow.objects.all()}
    done(envelopes.put_in, ben.visit, "signs", card("bens"))
    done(envelopes.set_ready, ben.visit, "signs")
    after = {row.pk: bytes(row.blob) for row in EnvelopeRow.objects.all()}
    assert before.keys() == after.keys()
    assert not set(before.values()) & set(after.values())
    assert {len(blob) for blob in after.values()} == {4139}
    assert RecordRow.objects.count() == 0


def test_a_pause_keeps_its_day_for_its_person_and_ends_nothing_by_itself(
    ada: Actor, ben: Actor, done: Done
) -> None:
    done(leaving.rest, ada.visit, until=date(2026, 12, 24))
    resting = later(ada, days=400).resting
    assert resting is not None
    assert resting.keys.until == date(2026, 12, 24)
    done(leaving.rest, ada.visit, until=None)
    assert ada.visit.resting is not None
    assert ada.visit.resting.keys.until is None


def test_setting_another_day_moves_nothing_that_two_share(
    ada: Actor, ben: Actor, done: Done
) -> None:
    done(leaving.rest, ada.visit)
    before = list(EnvelopeRow.objects.values())
    done(leaving.rest, ada.visit, until=date(2026, 12, 24))
    assert list(EnvelopeRow.objects.values()) == before


def test_whoever_has_left_quietly_neither_ends_the_space_nor_begins_another(
    ada: Actor, ben: Actor, done: Done
) -> None:
    done(leaving.rest, ada.visit)
    done(invitations.drop, ada.visit)
    assert ada.visit.resting is not None
    with pytest.raises(AlreadyTwo):
        invitations.offer(ada.visit)


@pytest.mark.parametrize("act", [leaving.rest, leaving.resume, leaving.close])
def test_who_shares_nothing_has_nothing_to_leave(ada: Actor, act: Callable[..., Any]) -> None:
    with pytest.raises(SpaceEnded):
        act(ada.visit)


def test_closing_leaves_each_a_copy_of_what_both_could_read(
    ada: Actor, ben: Actor, done: Done
) -> None:
    for actor, text in ((ada, "adas"), (ben, "bens")):
        say(actor, text)
    done(leaving.close, ada.visit)
    assert kept(ada.visit) == [("me", "Ada", "adas", True), ("other", "Ben", "bens", True)]
    assert ben.visit.is_closed
    assert done(leaving.finish, ben.visit)
    assert sorted(kept(ben.visit)) == [("me", "Ben", "bens", True), ("other", "Ada", "adas", True)]


def test_after_both_have_their_copies_nothing_of_the_space_is_left(
    ada: Actor, ben: Actor, done: Done
) -> None:
    say(ada, "adas")
    space = us_of(ada.visit).id
    done(leaving.close, ada.visit)
    assert SpaceRow.objects.filter(id=space).exists()
    done(leaving.finish, ben.visit)
    for table in (RecordRow, EnvelopeRow):
        assert table.objects.filter(space=space).count() == 0  # type: ignore[attr-defined]
    assert SpaceRow.objects.filter(id=space).count() == 0
    assert DatedSecret.objects.filter(kind="envelope").count() == 0
    assert Tombstone.objects.filter(id=space).exists()
    assert SecretTombstone.objects.filter(id=space).exists()
    assert [v.shared for v in (ada.visit, ben.visit)] == [None, None]


@pytest.mark.parametrize(
    ("told", "before", "after"),
    [(Told.TOMORROW, 23, 25), (Told.SOMETIME, 23, 14 * 24 + 1)],
)
def test_until_the_chosen_day_the_other_sees_and_does_what_they_did(
    ada: Actor, ben: Actor, done: Done, told: Told, before: float, after: float
) -> None:
    say(ada, "adas")
    done(leaving.close, ada.visit, told=told)
    visit = later(ben, hours=before)
    assert (visit.is_closed, texts(visit, visit.us)) == (False, ["adas"])
    write.put(visit, us_of(visit), note("bens"), key=b"form")
    done(envelopes.put_in, visit, "signs", card("waits"))
    done(envelopes.set_ready, visit, "signs")
    assert not leaving.finish(visit)
    visit = later(ben, hours=after)
    assert (visit.is_closed, visit.us) == (True, None)
    assert done(leaving.finish, visit)
    assert sorted(line[2] for line in kept(ben.visit)) == ["adas", "bens"]
    assert [line[2] for line in kept(ada.visit)] == ["adas"]


def test_a_random_day_lies_between_one_and_fourteen(ada: Actor, ben: Actor, done: Done) -> None:
    delays = {leaving._delay(Told.SOMETIME) for _ in range(500)}
    assert min(delays) >= 24 * 3600
    assert max(delays) <= 14 * 24 * 3600
    assert len(delays) > 300


def test_there_is_no_way_back_for_who_has_closed(ada: Actor, ben: Actor, done: Done) -> None:
    late = ada.visit
    us = us_of(late)
    done(leaving.close, ada.visit, told=Told.SOMETIME)
    assert us.id.hex() not in ada.visit.keyring.spaces
    for act in (leaving.resume, leaving.rest):
        with pytest.raises(SpaceEnded):
            act(late)
    with pytest.raises(SpaceEnded):
        write.put(late, us, note("late"), key=b"form")


def test_from_the_chosen_day_on_nothing_is_written_from_a_page_left_open(
    ada: Actor, ben: Actor, done: Done
) -> None:
    late = ben.visit
    us = us_of(late)
    done(leaving.close, ada.visit)
    with pytest.raises(SpaceEnded):
        write.put(late, us, note("late"), key=b"form")
    with pytest.raises(SpaceEnded):
        envelopes.put_in(late, "signs", card("late"))


def test_no_row_tells_that_a_closing_waits_nor_its_day(
    ada: Actor, ben: Actor, cleo: Actor, done: Done
) -> None:
    us = us_of(ada.visit)
    (resting,) = SpaceRow.objects.filter(id=us.id)
    done(envelopes.take_back, ben.visit, "signs")
    (moved,) = SpaceRow.objects.filter(id=us.id)
    done(leaving.close, ada.visit, told=Told.SOMETIME)
    (closed,) = SpaceRow.objects.filter(id=us.id)
    blobs = [bytes(row.closing or b"") for row in (resting, moved, closed)]
    assert {len(blob) for blob in blobs} == {299}
    assert len(set(blobs)) == 3
    assert closing.read(us.id, us.keys) is not None


def test_the_space_of_before_closings_were_known_counts_as_open(ada: Actor, ben: Actor) -> None:
    us = us_of(ada.visit)
    for unknown in (None, b"\x01" * 299):
        SpaceRow.objects.filter(id=us.id).update(closing=unknown)
        assert ben.visit.us is not None


def test_what_was_withdrawn_is_in_no_copy(ada: Actor, ben: Actor, done: Done) -> None:
    for actor, text in ((ada, "kept"), (ada, "withdrawn"), (ben, "bens")):
        say(actor, text)
    us = us_of(ada.visit)
    entries = {e.record.text: e.id for e in read.everything(ada.visit, us).of(Note)}
    ids = [entries["withdrawn"], entries["bens"], b"unknown" * 2]
    assert done(leaving.withdraw, ada.visit, ids) == 1
    assert sorted(texts(ben.visit, us)) == ["bens", "kept"]
    done(leaving.close, ada.visit)
    done(leaving.finish, ben.visit)
    assert sorted(line[2] for line in kept(ben.visit)) == ["bens", "kept"]


def test_only_the_newest_words_are_kept_and_that_they_had_changed(
    ada: Actor, ben: Actor, done: Done
) -> None:
    for text in ("first", "second"):
        write.put(ada.visit, us_of(ada.visit), note(text), key=b"form")
    done(leaving.close, ada.visit)
    done(leaving.finish, ben.visit)
    (entry,) = read.everything(ben.visit, ben.visit.me).of(Kept)
    assert entry.record.entry() == note("second")
    assert (entry.record.changed, entry.record.day) == (True, note().day)


def test_an_entry_forged_in_ones_name_is_kept_as_such(ada: Actor, ben: Actor, done: Done) -> None:
    from tests.vault.test_rekey import forge

    forge(ada.visit, us_of(ada.visit), "planted")
    done(leaving.close, ada.visit)
    assert kept(ada.visit) == [("me", "Ada", "planted", False)]


def test_an_entry_that_does_not_open_is_kept_as_such(ada: Actor, ben: Actor, done: Done) -> None:
    for text in ("whole", "damaged"):
        say(ben, text)
    RecordRow.objects.filter(pk=RecordRow.objects.latest("pk").pk).update(blob=b"\x01" * 299)
    done(leaving.close, ada.visit)
    copies = [entry.record for entry in read.everything(ada.visit, ada.visit.me).of(Kept)]
    damaged, whole = sorted(copies, key=lambda copy: copy.said)
    assert (whole.entry(), whole.by, damaged.by) == (note("whole"), "other", "other")
    with pytest.raises(CannotOpen):
        damaged.entry()


def test_an_old_keyring_that_is_written_back_is_tidied(ada: Actor, ben: Actor, done: Done) -> None:
    say(ada, "adas")
    (old,) = KeyringRow.objects.filter(person=ben.person).values()
    done(leaving.close, ada.visit)
    done(leaving.finish, ben.visit)
    KeyringRow.objects.filter(person=ben.person).update(blob=old["blob"])
    assert ben.visit.us is None
    assert done(leaving.finish, ben.visit)
    assert ben.visit.shared is None
    assert [line[2] for line in kept(ben.visit)] == ["adas"]


def test_the_line_stands_until_its_reader_taps_it_away(ada: Actor, ben: Actor, done: Done) -> None:
    done(leaving.close, ada.visit)
    done(leaving.finish, ben.visit)
    assert (ada.visit.is_closed, ben.visit.is_closed) == (False, True)
    done(leaving.understood, ben.visit)
    assert not ben.visit.is_closed


def test_tapping_the_line_away_also_makes_the_copy(ada: Actor, ben: Actor, done: Done) -> None:
    say(ada, "adas")
    done(leaving.close, ada.visit)
    done(leaving.understood, ben.visit)
    assert [line[2] for line in kept(ben.visit)] == ["adas"]
    assert (ben.visit.is_closed, ben.visit.shared) == (False, None)


def test_making_the_copy_twice_makes_one(ada: Actor, ben: Actor, done: Done) -> None:
    say(ada, "adas")
    done(leaving.close, ada.visit)
    one, other = ben.visit, ben.visit
    assert other.over is not None
    assert done(leaving.finish, one)
    assert not done(leaving.finish, other)
    assert len(kept(ben.visit)) == 1


@pytest.mark.parametrize("told", list(Told))
def test_when_the_other_closes_too_both_have_their_copies(
    ada: Actor, ben: Actor, done: Done, told: Told
) -> None:
    say(ada, "adas")
    space = us_of(ada.visit).id
    done(leaving.close, ada.visit, told=told)
    if told is Told.NOW:
        done(leaving.finish, ben.visit)
    else:
        done(leaving.close, ben.visit)
    assert [line[2] for line in kept(ben.visit)] == ["adas"]
    assert not SpaceRow.objects.filter(id=space).exists()


def test_who_had_left_quietly_keeps_all_that_waited(ada: Actor, ben: Actor, done: Done) -> None:
    done(leaving.rest, ada.visit)
    say(ben, "meanwhile")
    done(leaving.close, ben.visit)
    assert ada.visit.is_closed
    done(leaving.finish, ada.visit)
    assert [line[2] for line in kept(ada.visit)] == ["meanwhile"]


def test_a_new_passphrase_on_the_day_itself_keeps_the_marks(
    ada: Actor, ben: Actor, done: Done
) -> None:
    say(ben, "bens")
    done(leaving.close, ada.visit)
    visit = ben.visit
    done(rekey.change, visit, passphrase="otter window march quilt", code=None)
    assert kept(visit) == [("me", "Ben", "bens", True)]


def test_after_closing_each_may_begin_anew(ada: Actor, ben: Actor, cleo: Actor, done: Done) -> None:
    from tests.conftest import pair

    done(leaving.close, ada.visit)
    done(pair, ada, cleo)
    assert ada.visit.partner is not None
    assert ada.visit.partner.called == "Cleo"
    done(leaving.finish, ben.visit)
    assert invitations.offer(ben.visit)


def test_an_old_copy_brings_no_ended_space_back(ada: Actor, ben: Actor, done: Done) -> None:
    say(ada, "adas")
    old, space = list(RecordRow.objects.values()), us_of(ada.visit).id
    done(leaving.close, ada.visit)
    done(leaving.finish, ben.visit)
    RecordRow.objects.bulk_create(RecordRow(**row) for row in old)
    Tombstone.objects.all().delete()
    sweep.before_serving()
    assert RecordRow.objects.filter(space=space).count() == 0
    assert Tombstone.objects.filter(id=space).exists()


def test_a_crash_before_the_folder_is_told_is_made_good(ada: Actor, ben: Actor) -> None:
    leaving.close(ada.visit)
    leaving.finish(ben.visit)  # what follows the commit was never done
    assert (Tombstone.objects.count(), SecretTombstone.objects.count()) == (1, 0)
    tombstones.finish()
    assert SecretTombstone.objects.count() == 1
    sweep.sweep(later(ada, minutes=5).now)
    assert DatedSecret.objects.filter(kind="envelope").count() == 0


@on_files
@pytest.mark.parametrize("door", ["close", "finish"])
def test_killed_at_any_moment_either_the_space_or_the_copy_is_there(door: str) -> None:
    pairs: list[tuple[Home, Home]] = []

    def prepare() -> Callable[[], object]:
        ada, ben = paired(f"ada{len(pairs)}", f"ben{len(pairs)}")
        pairs.append((ada, ben))
        for number in range(3):
            say(ben, f"bens {number}")
        if door == "finish":
            leaving.close(ada.visit())
        leaver, act = (ada, leaving.close) if door == "close" else (ben, leaving.finish)
        visit = leaver.visit()
        return lambda: act(visit)

    ends = set()
    for came_through in kills.at_many_moments(prepare, of=12):
        sweep.before_serving()
        who = pairs[-1][0] if door == "close" else pairs[-1][1]
        visit = who.visit()
        ended = visit.shared is None
        there = kept(visit) if ended else texts(visit, visit.shared)
        assert len(there) == 3
        assert ended or not came_through
        ends.add(ended)
    assert ends == {True, False}
    secrets.busy.clear()


@on_files
def test_closing_while_the_other_writes_loses_no_entry_of_either() -> None:
    from tests.vault.test_races import alone, together

    ada, ben = alone(paired)
    bens, adas = alone(ben.visit), alone(ada.visit)
    us_of(bens)

    def write_often() -> int:
        for number in range(6):
            try:
                write.put(bens, us_of(bens), note(str(number)), key=str(number).encode())
            except SpaceEnded:
                return number
        return 6

    _, written = together(lambda: leaving.close(adas), write_often)
    alone(lambda: leaving.finish(ben.visit()))
    assert len(alone(lambda: kept(ben.visit()))) == written
    assert len(alone(lambda: kept(ada.visit()))) <= written


@on_files
def test_both_closing_in_the_same_moment_both_have_their_copies() -> None:
    from tests.vault.test_races import alone, together

    ada, ben = alone(paired)
    alone(lambda: say(ada, "adas"))
    visits = [alone(ada.visit), alone(ben.visit)]
    results = together(*[lambda v=v: leaving.close(v) for v in visits])
    assert all(result is None or isinstance(result, SpaceEnded) for result in results)
    alone(lambda: [leaving.finish(home.visit()) for home in (ada, ben)])
    for home in (ada, ben):
        assert len(alone(lambda home=home: kept(home.visit()))) == 1
        assert alone(lambda home=home: home.visit().shared) is None
    assert (
        alone(lambda: RecordRow.objects.exclude(author__in=[v.person for v in visits]).count()) == 0
    )
    assert alone(SpaceRow.objects.count) == 2
