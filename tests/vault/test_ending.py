"""Deletion: undone in time or carried out whole, and what two shared stays with the other."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connections

from nearer.vault import (
    accounts,
    ending,
    envelopes,
    invitations,
    keys,
    leaving,
    pin,
    secrets,
    spoken,
    sweep,
    tombstones,
    write,
)
from nearer.vault.errors import InvitationEnded
from nearer.vault.leaving import Told
from nearer.vault.models import (
    DatedSecret,
    EnvelopeRow,
    FolderKey,
    InvitationRow,
    KeyringRow,
    Person,
    PinRow,
    RecordRow,
    RecoverySlot,
    SecretTombstone,
    ServerSecret,
    SessionRow,
    SpaceRow,
    SpokenRow,
    Tombstone,
)
from nearer.vault.models import Slot as SlotRow
from nearer.vault.visit import Visit
from nearer.vault.visit import begin as begin_visit
from tests.conftest import PASSPHRASE, Actor
from tests.vault import kills
from tests.vault.homes import Home, joined, paired, texts
from tests.vault.samples import Card, note
from tests.vault.test_leaving import kept, us_of

pytestmark = [pytest.mark.storage, pytest.mark.usefixtures("db")]
on_files = pytest.mark.django_db(transaction=True, databases=["default", "snapshot", "secrets"])
Done = Callable[..., Any]
OF_A_PERSON = (Person, SlotRow, RecoverySlot, KeyringRow, PinRow, SessionRow, ServerSecret)


def in_(**delta: float) -> datetime:
    return datetime.now(UTC) + timedelta(**delta)


def rows() -> list[int]:
    """Return how many rows there are of everything that a person has."""
    return [table.objects.count() for table in OF_A_PERSON]  # type: ignore[attr-defined]


def fill(visit: Visit) -> None:
    """Give somebody one of everything."""
    accounts.add_recovery(visit, keys.fresh_code())
    write.put(visit, visit.me, note("mine"), key=b"form")
    pin.set_up(visit, "480163", kind="phone")


def test_deletion_waits_three_days(ada: Actor) -> None:
    due = ending.ask(ada.visit)
    assert ending.due(ada.person) == due == pytest.approx(in_(days=3).timestamp(), abs=5)
    sweep.sweep(in_(hours=71.9))
    assert accounts.unlock("ada", PASSPHRASE) is not None
    sweep.sweep(in_(hours=72.1))
    assert accounts.unlock("ada", PASSPHRASE) is None


def test_asking_again_puts_nothing_off(ada: Actor) -> None:
    due = ending.ask(ada.visit)
    ServerSecret.objects.update(erase_after=due - 3600)
    assert ending.ask(ada.visit) == due - 3600


def test_whoever_undoes_it_stays(ada: Actor) -> None:
    fill(ada.visit)
    ending.ask(ada.visit)
    ending.undo(ada.visit)
    sweep.sweep(in_(hours=8))
    assert ending.due(ada.person) is None
    assert texts(Home("ada").visit(), Home("ada").visit().me) == ["mine"]


def test_a_sweep_that_was_overtaken_by_an_undo_deletes_nobody(ada: Actor) -> None:
    due = ending.ask(ada.visit)
    ending._shred(ada.person, ada.visit.me.id, before=due - 1)
    assert (ServerSecret.objects.count(), SecretTombstone.objects.count()) == (1, 0)


def test_at_once_nothing_of_theirs_is_left(ada: Actor, cleo: Actor, done: Done) -> None:
    for actor in (ada, cleo):
        fill(actor.visit)
    me = ada.visit.me.id
    done(ending.at_once, ada.visit)
    assert rows() == [1] * 7
    assert RecordRow.objects.filter(space=me).count() == 0
    assert SpaceRow.objects.filter(id=me).count() == 0
    assert DatedSecret.objects.count() == 2  # Cleo's session and PIN
    assert ada.client.token == ""
    assert texts(cleo.visit, cleo.visit.me) == ["mine"]


def test_when_it_is_due_as_little_is_left_as_at_once(ada: Actor) -> None:
    fill(ada.visit)
    ending.ask(ada.visit)
    sweep.sweep(in_(hours=73))
    assert rows() == [0] * 7
    assert (RecordRow.objects.count(), SpaceRow.objects.count()) == (0, 0)
    assert DatedSecret.objects.count() == 0
    ids = {bytes(id) for id in Tombstone.objects.values_list("id", flat=True)}
    assert ids == {bytes(id) for id in SecretTombstone.objects.values_list("id", flat=True)}
    assert ada.person in ids


def test_whoever_runs_the_copy_can_delete_somebody_without_any_key(
    ada: Actor, ben: Actor, done: Done
) -> None:
    fill(ada.visit)
    fill(ben.visit)
    write.put(ada.visit, us_of(ada.visit), note("ours"), key=b"form")
    person = accounts.find("ADA")
    assert person == ada.person
    done(ending.by_operator, person)
    assert rows() == [1] * 7
    assert ben.visit.is_closed
    assert texts(ben.visit, ben.visit.over) == ["ours"]
    assert texts(ben.visit, ben.visit.me) == ["mine"]
    assert RecordRow.objects.count() == 2


def test_the_name_is_free_again(ada: Actor) -> None:
    ending.at_once(ada.visit)
    assert not accounts.is_taken("ada")
    assert joined("ada").visit().keyring.settings.called == "Ada"


def test_an_old_copy_of_the_records_opens_nothing_of_theirs(ada: Actor) -> None:
    code = keys.fresh_code()
    accounts.add_recovery(ada.visit, code)
    tables = (Person, SlotRow, KeyringRow, RecordRow, SpaceRow)
    old = {table: list(table.objects.values()) for table in tables}  # type: ignore[attr-defined]
    ending.at_once(ada.visit)
    Tombstone.objects.all().delete()
    for table, values in old.items():
        table.objects.bulk_create(table(**row) for row in values)  # type: ignore[attr-defined]
    assert accounts.unlock("ada", PASSPHRASE) is None
    sweep.before_serving()
    assert rows() == [0] * 7
    assert accounts.unlock_by_code(code) is None


def test_a_session_that_was_open_is_over(ada: Actor) -> None:
    visit = ada.visit
    ending.at_once(visit)
    assert visit.session is not None
    assert begin_visit(visit.session) is None


def test_a_lost_folder_deletes_nobody(ada: Actor) -> None:
    fill(ada.visit)
    sweep.sweep()
    ending.ask(ada.visit)
    for table in (FolderKey, ServerSecret, DatedSecret, SecretTombstone):
        table.objects.all().delete()  # type: ignore[attr-defined]
    secrets.forget_cached_keys()
    sweep.before_serving(in_(days=30))
    sweep.sweep(in_(days=30))
    assert [Person.objects.count(), KeyringRow.objects.count()] == [1, 1]
    assert RecordRow.objects.count() == 1


def test_a_missing_server_secret_alone_deletes_nobody(ada: Actor) -> None:
    ServerSecret.objects.all().delete()
    sweep.before_serving(in_(days=30))
    assert KeyringRow.objects.count() == 1


def test_a_restored_folder_brings_back_no_date(ada: Actor) -> None:
    ending.ask(ada.visit)
    ending.forget_dates()
    sweep.sweep(in_(days=30))
    assert KeyringRow.objects.count() == 1


def test_what_two_shared_stays_with_the_other(ada: Actor, ben: Actor, done: Done) -> None:
    for actor in (ada, ben):
        write.put(actor.visit, us_of(actor.visit), note(actor.name), key=b"form")
    done(ending.at_once, ada.visit)
    visit = ben.visit
    assert (visit.is_closed, visit.us) == (True, None)
    assert sorted(texts(visit, visit.over)) == ["Ada", "Ben"]
    done(leaving.finish, ben.visit)
    assert sorted(line[:3] for line in kept(ben.visit)) == [
        ("me", "Ben", "Ben"),
        ("other", "Ada", "Ada"),
    ]
    assert EnvelopeRow.objects.count() == 0


def test_an_answer_of_somebody_deleted_opens_to_nobody(ada: Actor, ben: Actor, done: Done) -> None:
    from nearer.vault.errors import SpaceEnded

    card = Card(at=note().at, zone="UTC", day=note().day, text="adas")
    done(envelopes.put_in, ada.visit, "signs", card)
    done(envelopes.set_ready, ada.visit, "signs")
    late = ben.visit
    us_of(late)
    done(ending.at_once, ada.visit)
    with pytest.raises(SpaceEnded):
        envelopes.put_in(late, "signs", card)
    assert RecordRow.objects.count() == 0


def test_a_chosen_day_holds_though_its_chooser_is_gone(ada: Actor, ben: Actor, done: Done) -> None:
    done(leaving.close, ada.visit, told=Told.TOMORROW)
    done(ending.at_once, ada.visit)
    assert ben.visit.us is not None
    assert not ben.visit.is_closed


def test_when_both_are_gone_nothing_is_left_at_all(ada: Actor, ben: Actor, done: Done) -> None:
    write.put(ada.visit, us_of(ada.visit), note("ours"), key=b"form")
    done(ending.at_once, ada.visit)
    done(ending.at_once, ben.visit)
    sweep.sweep(in_(minutes=5))
    left = {
        model.__name__: model.objects.count()  # type: ignore[attr-defined]
        for model in apps.get_app_config("vault").get_models()
    }
    known = {"House", "FolderKey", "Tombstone", "SecretTombstone"}
    assert {name for name, count in left.items() if count} <= known


def test_an_invitation_ends_with_who_made_it(ada: Actor, done: Done) -> None:
    done(invitations.offer, ada.visit)
    done(ending.at_once, ada.visit)
    assert InvitationRow.objects.count() == 0


def test_the_code_of_somebody_who_was_deleted_asks_nobody_any_more(
    ada: Actor, cleo: Actor, done: Done
) -> None:
    code = done(invitations.offer, ada.visit)
    assert invitations.look(code).inviter.called == "Ada"
    done(ending.by_operator, ada.person)
    with pytest.raises(InvitationEnded):
        invitations.look(code)
    with pytest.raises(InvitationEnded):
        invitations.accept(cleo.visit, code)


@pytest.mark.parametrize("by", ["the operator", "the sweep"])
def test_the_rows_of_an_invitation_go_with_its_maker(
    ada: Actor, cleo: Actor, done: Done, by: str
) -> None:
    """Whoever runs the copy has no key, and the sweep has none either."""
    done(invitations.offer, ada.visit)
    done(spoken.speak, ada.visit, lambda seed: [seed.hex()[n : n + 2] for n in range(6)])
    kept = done(invitations.offer, cleo.visit)
    mine = ada.visit.shared
    assert mine is not None
    assert SpokenRow.objects.count() == 1
    if by == "the operator":
        done(ending.by_operator, ada.person)
    else:
        done(ending.ask, ada.visit)
        done(sweep.sweep, in_(hours=73))
    for rows in (InvitationRow.objects, SpokenRow.objects):
        assert rows.filter(space=mine.id).count() == 0
    assert SpaceRow.objects.filter(id=mine.id).count() == 0
    assert tombstones.is_buried(mine.id)
    assert [bytes(one.guard)[:16] for one in DatedSecret.objects.filter(kind="spoken")] == []
    assert DatedSecret.objects.filter(kind="invitation").count() == 1
    assert invitations.look(kept).inviter.called == "Cleo"


def test_an_open_space_stays_though_a_crash_left_its_invitations_secret(
    ada: Actor, ben: Actor, done: Done
) -> None:
    us = us_of(ben.visit)
    secrets.begin("invitation", us.id + secrets.tag("invitation", ada.person)[:16], lasts=600)
    done(ending.by_operator, ada.person)
    assert SpaceRow.objects.filter(id=us.id).count() == 1
    assert not tombstones.is_buried(us.id)


def test_whoever_compares_with_somebody_deleted_reads_that_it_has_ended(
    ada: Actor, cleo: Actor, done: Done
) -> None:
    done(invitations.accept, cleo.visit, done(invitations.offer, ada.visit))
    space = cleo.visit.shared
    assert space is not None
    assert invitations.stands(space)
    done(ending.by_operator, ada.person)
    assert not invitations.stands(space)


@on_files
def test_killed_at_any_moment_it_is_finished_or_has_not_begun() -> None:
    people: list[Home] = []

    def prepare() -> Callable[[], object]:
        ada, _ = paired(f"ada{len(people)}", f"ben{len(people)}")
        people.append(ada)
        fill(ada.visit())
        _, visit = ada.signed_in()
        return lambda: ending.at_once(visit)

    ends, before = set(), 0
    for came_through in kills.at_many_moments(prepare, of=14):
        ada = people[-1]
        sweep.before_serving()
        stays = accounts.unlock(ada.name, ada.words) is not None
        assert stays is (Person.objects.count() == before + 2)
        assert RecordRow.objects.count() == Person.objects.count() - len(people)
        assert PinRow.objects.count() == RecoverySlot.objects.count() == RecordRow.objects.count()
        assert not (stays and came_through)
        before = Person.objects.count()
        ends.add(stays)
    assert ends == {True, False}


@on_files
def test_the_server_secret_is_gone_from_the_disk_and_so_are_the_rows() -> None:
    from tests.vault.test_races import alone

    ada = alone(lambda: joined("ada"))
    alone(lambda: fill(ada.visit()))
    secret = bytes(alone(ServerSecret.objects.get).secret)
    blob = bytes(alone(KeyringRow.objects.get).blob)
    assert (secret in files("secrets"), blob[50:90] in files("default")) == (True, True)
    alone(lambda: ending.at_once(ada.visit()))
    alone(sweep.sweep)
    assert (secret in files("secrets"), blob[50:90] in files("default")) == (False, False)


def files(alias: str) -> bytes:
    if connections[alias].vendor != "sqlite":
        pytest.skip("PostgreSQL takes deleted bytes away at its next vacuum")
    path = Path(connections[alias].settings_dict["NAME"])
    return b"".join(part.read_bytes() for part in path.parent.glob(f"{path.name}*"))


@on_files
def test_whoever_undoes_it_in_the_moment_it_is_due_is_whole_or_gone() -> None:
    from tests.vault.test_races import alone, together

    for number in range(4):
        ada = alone(lambda number=number: joined(f"ada{number}"))
        visit = alone(ada.visit)
        alone(lambda visit=visit: ending.ask(visit))
        together(lambda: sweep.sweep(in_(hours=73)), lambda visit=visit: ending.undo(visit))
        alone(tombstones.finish)
        opens = alone(lambda ada=ada: accounts.unlock(ada.name, ada.words)) is not None
        there = alone(lambda v=visit: KeyringRow.objects.filter(person=v.person).exists())
        assert opens is there
