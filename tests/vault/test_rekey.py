"""A passphrase change: everything under new keys, nothing lost, and no old way in."""

from collections.abc import Callable
from typing import Any

import pytest

from nearer.vault import (
    accounts,
    envelopes,
    invitations,
    keys,
    pin,
    read,
    rekey,
    secrets,
    sessions,
    write,
)
from nearer.vault import record as records
from nearer.vault.errors import KeyringMoved, NameTaken
from nearer.vault.models import (
    DatedSecret,
    EnvelopeRow,
    FolderKey,
    KeyringRow,
    PinRow,
    RecordRow,
    RecoverySlot,
    SecretTombstone,
    ServerSecret,
    SessionRow,
    Slot,
)
from nearer.vault.record import Place
from nearer.vault.seal import CannotOpen, epoch_of
from nearer.vault.visit import Space, Visit
from tests.conftest import PASSPHRASE, Actor
from tests.vault import homes, kills
from tests.vault.homes import Home, joined, paired, texts, visit_of
from tests.vault.samples import Card, note

pytestmark = [pytest.mark.storage, pytest.mark.usefixtures("db")]
on_files = pytest.mark.django_db(transaction=True, databases=["default", "snapshot", "secrets"])
Done = Callable[..., Any]
NEW = "otter window march quilt"


def card(text: str) -> Card:
    return Card(at=note().at, zone="UTC", day=note().day, text=text)


def forge(as_whom: Visit, space: Space, text: str) -> None:
    """Plant an entry in somebody's name, as who holds the space's key can."""
    bucket = records.bucket(space.keys, "2026-11")
    place = Place(space.id, text.encode().ljust(16), as_whom.person, 1, bucket)
    blob = records.seal_text(records.encode(note(text)), place, space.keys, b"x" * 32)
    write.insert(place, blob)


def us_of(visit: Visit) -> Space:
    assert visit.us is not None
    return visit.us


def test_the_new_passphrase_opens_everything_and_the_old_one_nothing(ada: Actor) -> None:
    write.put(ada.visit, ada.visit.me, note("mine"), key=b"form")
    rekey.change(ada.visit, passphrase=NEW, code=None)
    assert accounts.unlock("ada", PASSPHRASE) is None
    assert texts(Home("ada", NEW).visit(), Home("ada", NEW).visit().me) == ["mine"]
    with pytest.raises(CannotOpen):
        visit_of(ada.person, ada.master)


def test_all_of_me_lies_under_a_key_that_no_old_copy_holds(ada: Actor) -> None:
    write.put(ada.visit, ada.visit.me, note("mine"), key=b"form")
    before = ada.visit
    rekey.change(ada.visit, passphrase=NEW, code=None)
    after = Home("ada", NEW).visit()
    assert set(after.me.keys.epochs) == {2}
    assert [epoch_of(bytes(row.blob)) for row in RecordRow.objects.all()] == [2]
    assert not set(after.me.keys.epochs.values()) & set(before.me.keys.epochs.values())
    assert after.keyring.author_key != before.keyring.author_key
    assert (after.keyring.id_key, after.me.keys.index) == (
        before.keyring.id_key,
        before.me.keys.index,
    )


def test_ones_entries_stay_ones_own_and_forged_ones_stay_forged(ada: Actor, ben: Actor) -> None:
    visit = ada.visit
    for space, word in ((visit.me, "mine"), (us_of(visit), "ours")):
        write.put(visit, space, note(word), key=b"form")
        forge(visit, space, f"planted {word}")
    write.put(ben.visit, us_of(ben.visit), note("bens"), key=b"form")
    rekey.change(ada.visit, passphrase=NEW, code=None)
    after = Home("ada", NEW).visit()
    assert texts(after, after.me) == ["mine", "[planted mine]"]
    assert sorted(texts(after, us_of(after))) == ["[planted ours]", "bens", "ours"]
    assert sorted(texts(ben.visit, us_of(ben.visit))) == ["bens", "ours", "planted ours"]


@pytest.mark.parametrize("since", ["before they met", "before both said that the words match"])
def test_a_tab_from_before_keeps_ones_entries_in_an_us_ones_own(
    ada: Actor, cleo: Actor, since: str
) -> None:
    stale = ada.visit
    invitations.accept(ada.visit, invitations.offer(cleo.visit))
    invitations.match(ada.visit)
    if since != "before they met":
        stale = ada.visit
        assert stale.us is None
    invitations.match(cleo.visit)
    us = ada.visit.us
    assert us is not None
    write.put(ada.visit, us, note("in another tab"), key=b"form")
    rekey.change(stale, passphrase=NEW, code=None)
    found = accounts.unlock("ada", NEW)
    assert found is not None
    assert texts(visit_of(*found), us) == ["in another tab"]


def test_a_waiting_answer_still_opens_with_the_others_and_is_ones_own(
    ada: Actor, ben: Actor, done: Done
) -> None:
    done(envelopes.put_in, ada.visit, "signs", card("adas"))
    done(envelopes.set_ready, ada.visit, "signs")
    names = {bytes(row.secret) for row in EnvelopeRow.objects.all()}
    done(rekey.change, ada.visit, passphrase=NEW, code=None)
    assert not names & {bytes(row.secret) for row in EnvelopeRow.objects.all()}
    assert envelopes.mine(Home("ada", NEW).visit(), "signs") == envelopes.Mine(True, True)
    done(envelopes.put_in, ben.visit, "signs", card("bens"))
    done(envelopes.set_ready, ben.visit, "signs")
    after = Home("ada", NEW).visit()
    assert sorted(texts(after, us_of(after))) == ["adas", "bens"]


def test_every_other_session_ends_and_this_one_goes_on_behind_a_new_cookie(
    ada: Actor, done: Done
) -> None:
    here, there = (homes.Home("ada").signed_in() for _ in range(2))
    old_rows = list(SessionRow.objects.values())
    cookie = done(rekey.change, here[1], passphrase=NEW, code=None)
    now = int(here[1].now.timestamp())
    assert cookie not in ("", here[0])
    assert [sessions.open_session(old, now=now) for old in (here[0], there[0])] == [None, None]
    renewed = sessions.open_session(cookie, now=now)
    assert renewed is not None
    assert renewed.payload.master == here[1].master
    assert renewed.payload.started == here[1].session.payload.started  # type: ignore[union-attr]
    assert SessionRow.objects.count() == DatedSecret.objects.filter(kind="session").count() == 1
    SessionRow.objects.all().delete()
    SessionRow.objects.bulk_create(SessionRow(**row) for row in old_rows)
    assert [sessions.open_session(old, now=now) for old in (here[0], there[0])] == [None, None]


def test_the_visit_goes_on_and_can_write(ada: Actor) -> None:
    visit = ada.visit
    rekey.change(visit, passphrase=NEW, code=None)
    write.put(visit, visit.me, note("after"), key=b"form")
    assert texts(visit, visit.me) == ["after"]


def test_a_session_that_was_left_meanwhile_does_not_come_back(ada: Actor) -> None:
    cookie, visit = homes.Home("ada").signed_in()
    sessions.end(cookie)
    assert rekey.change(visit, passphrase=NEW, code=None) == ""
    assert accounts.unlock("ada", NEW) is not None
    assert SessionRow.objects.count() == 0


def test_the_old_code_ends_and_the_new_one_opens(ada: Actor) -> None:
    old, new = keys.fresh_code(), keys.fresh_code()
    accounts.add_recovery(ada.visit, old)
    visit = ada.visit
    rekey.change(visit, passphrase=NEW, code=new)
    assert accounts.unlock_by_code(old) is None
    assert accounts.unlock_by_code(new) == (visit.person, visit.master)


def test_without_a_new_code_there_is_none(ada: Actor) -> None:
    accounts.add_recovery(ada.visit, keys.fresh_code())
    rekey.change(ada.visit, passphrase=NEW, code=None)
    assert RecoverySlot.objects.count() == 0


def test_every_pin_ends(ada: Actor) -> None:
    cookie = pin.set_up(ada.visit, "480163", kind="phone")
    rekey.change(ada.visit, passphrase=NEW, code=None)
    assert pin.unlock(cookie, "480163") is None
    assert PinRow.objects.count() == 0
    assert Home("ada", NEW).visit().keyring.devices == {}


def test_the_server_secret_stays_and_whoever_has_none_changes_nothing(ada: Actor) -> None:
    before, visit = secrets.server_secret(ada.person), ada.visit
    rekey.change(visit, passphrase=NEW, code=None)
    assert secrets.server_secret(ada.person) == before
    secrets.erase_server_secret(ada.person)
    with pytest.raises(KeyringMoved):
        rekey.change(visit, passphrase=PASSPHRASE, code=None)


def test_an_old_visit_writes_nothing_any_more(ada: Actor) -> None:
    late = ada.visit
    rekey.change(ada.visit, passphrase=NEW, code=None)
    with pytest.raises(KeyringMoved):
        write.put(late, late.me, note("late"), key=b"form")
    with pytest.raises(KeyringMoved):
        rekey.change(late, passphrase="another", code=None)


def test_what_opened_with_no_key_before_stays_counted(ada: Actor) -> None:
    write.put(ada.visit, ada.visit.me, note("mine"), key=b"form")
    RecordRow.objects.update(blob=b"\x01" * 299)
    rekey.change(ada.visit, passphrase=NEW, code=None)
    after = Home("ada", NEW).visit()
    assert read.everything(after, after.me).unreadable == 1


def test_ten_years_are_changed_whole(ada: Actor) -> None:
    visit = ada.visit
    with write.locked(visit):
        for number in range(400):
            write.put(visit, visit.me, note(str(number)), key=str(number).encode())
    rekey.change(visit, passphrase=NEW, code=None)
    assert sorted(map(int, texts(visit, visit.me))) == list(range(400))


def lose_the_folder() -> None:
    for table in (FolderKey, ServerSecret, DatedSecret, SecretTombstone):
        table.objects.all().delete()
    secrets.forget_cached_keys()


def test_after_the_folder_was_lost_a_code_leads_to_a_new_passphrase_and_name(
    ada: Actor, ben: Actor, done: Done
) -> None:
    code, new = keys.fresh_code(), keys.fresh_code()
    accounts.add_recovery(ada.visit, code)
    write.put(ada.visit, ada.visit.me, note("mine"), key=b"form")
    write.put(ben.visit, us_of(ben.visit), note("ours"), key=b"form")
    done(envelopes.put_in, ada.visit, "signs", card("waits"))
    cookie = pin.set_up(ada.visit, "480163", kind="phone")
    lose_the_folder()
    found = accounts.unlock_by_code(code)
    assert found is not None
    visit = visit_of(*found)
    done(rekey.change, visit, passphrase=NEW, code=new, name="Ada")
    assert accounts.unlock("ada", NEW) == (ada.person, visit.master)
    after = Home("ada", NEW).visit()
    assert (texts(after, after.me), texts(after, us_of(after))) == (["mine"], ["ours"])
    assert envelopes.mine(after, "signs") == envelopes.Mine()
    assert pin.unlock(cookie, "480163") is None
    assert accounts.unlock_by_code(code) is None


def test_a_name_that_somebody_has_is_refused_and_nothing_changes(ada: Actor, cleo: Actor) -> None:
    with pytest.raises(NameTaken):
        rekey.change(ada.visit, passphrase=NEW, code=None, name="cleo")
    assert accounts.unlock("ada", PASSPHRASE) is not None


def test_a_passphrase_is_confirmed_by_its_person_only(ada: Actor, cleo: Actor) -> None:
    rekey.change(cleo.visit, passphrase=NEW, code=None)
    tried = [(ada.person, PASSPHRASE), (ada.person, NEW), (cleo.person, NEW), (bytes(16), NEW)]
    assert [accounts.confirms(*one) for one in tried] == [True, False, True, False]


def test_a_damaged_slot_confirms_nothing(ada: Actor) -> None:
    Slot.objects.update(blob=b"\x01" * 299)
    assert not accounts.confirms(ada.person, PASSPHRASE)


class Killed:
    """Ada and what she has; whatever moment her change dies at, one passphrase opens all of it."""

    def __init__(self) -> None:
        self.ada, self.ben = paired()
        visit = self.ada.visit()
        us = us_of(visit)
        for number in range(3):
            write.put(visit, visit.me, note(f"mine {number}"), key=str(number).encode())
        write.put(visit, us, note("ours"), key=b"form")
        forge(visit, us, "planted")
        envelopes.put_in(self.ada.visit(), "signs", card("waits"))
        self.code = keys.fresh_code()
        accounts.add_recovery(self.ada.visit(), self.code)
        self.next = self.cookie = self.next_code = ""

    def prepare(self) -> Callable[[], object]:
        self.next, self.next_code = keys.fresh_code(), keys.fresh_code()
        self.cookie, visit = self.ada.signed_in()
        pin.set_up(visit, "480163", kind="phone")
        return lambda: rekey.change(visit, passphrase=self.next, code=self.next_code)

    def check(self) -> bool:
        """Return whether the change was done; either way all is there, for one of the two."""
        opens = [accounts.unlock("ada", words) for words in (self.ada.words, self.next)]
        assert [bool(found) for found in opens].count(True) == 1
        codes = [accounts.unlock_by_code(code) for code in (self.code, self.next_code)]
        assert codes == opens
        done = opens[1] is not None
        if done:
            self.ada.words, self.code = self.next, self.next_code
        visit = self.ada.visit()
        assert texts(visit, visit.me) == ["mine 0", "mine 1", "mine 2"]
        assert sorted(texts(visit, us_of(visit))) == ["[planted]", "ours"]
        assert envelopes.mine(visit, "signs").answered
        if done:
            now = int(visit.now.timestamp())
            assert sessions.open_session(self.cookie, now=now) is None
            assert PinRow.objects.count() == 0
        return done


@on_files
def test_killed_at_twenty_moments_a_change_loses_nothing() -> None:
    world, done = Killed(), []
    for came_through in kills.at_many_moments(world.prepare):
        done.append(world.check())
        assert done[-1] or not came_through
    assert len(done) > kills.MOMENTS
    assert {*done[1:]} == {True, False}


@on_files
def test_a_change_while_the_other_writes_and_answers_loses_neither() -> None:
    from tests.vault.test_races import alone, together

    ada, ben = alone(paired)
    bens = alone(ben.visit)

    def write_often() -> None:
        for number in range(5):
            write.put(bens, us_of(bens), note(f"ben {number}"), key=str(number).encode())
            envelopes.put_in(bens, "signs", card(str(number)))

    visit = alone(ada.visit)
    us_of(visit)
    results = together(lambda: rekey.change(visit, passphrase=NEW, code=None), write_often)
    assert results == ["", None]
    after = alone(Home("ada", NEW).visit)
    assert len(alone(lambda: texts(after, us_of(after)))) == 5
    assert alone(lambda: envelopes.mine(ben.visit(), "signs")).answered


@on_files
def test_two_changes_at_once_leave_one_passphrase() -> None:
    from tests.vault.test_races import alone, together

    ada = alone(lambda: joined("ada"))
    visits = [alone(ada.visit) for _ in range(2)]
    results = together(
        *[
            lambda visit=visit, words=words: rekey.change(visit, passphrase=words, code=None)
            for visit, words in zip(visits, ("one", "two"), strict=True)
        ]
    )
    assert sorted(type(result).__name__ for result in results) == ["KeyringMoved", "str"]
    opens = [alone(lambda w=w: accounts.unlock("ada", w)) is not None for w in ("one", "two")]
    assert opens.count(True) == 1
    assert alone(KeyringRow.objects.count) == 1
