"""The secrets folder: what has ended stays ended, whatever is written back or left undone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from nearer.vault import (
    accounts,
    invitations,
    keys,
    read,
    secrets,
    sessions,
    sweep,
    tombstones,
    write,
)
from nearer.vault.errors import InvitationEnded
from nearer.vault.models import (
    DatedSecret,
    EnvelopeRow,
    FolderKey,
    House,
    InvitationRow,
    KeyringRow,
    RecordRow,
    SecretTombstone,
    ServerSecret,
    SessionRow,
    SpaceRow,
    Tombstone,
)
from nearer.vault.visit import Visit
from nearer.vault.visit import begin as begin_visit
from tests.conftest import PASSPHRASE, Actor
from tests.vault.samples import Note, note

pytestmark = [
    pytest.mark.storage,
    pytest.mark.usefixtures("db"),
]
Done = Callable[..., Any]
ROW, OTHER_ROW = b"r" * 16, b"o" * 16


def begin(guard: bytes = ROW, *, kind: str = "session", lasts: int = 3600) -> tuple[bytes, bytes]:
    return secrets.begin(kind, guard, lasts=lasts)


def alive(*names: bytes) -> list[bool]:
    return [secrets.dated(name) is not None for name in names]


def later(**delta: float) -> datetime:
    return datetime.now(UTC) + timedelta(**delta)


def test_a_secret_opens_by_its_name_until_it_is_erased() -> None:
    name, secret = begin()
    assert secrets.dated(name) == secret
    secrets.erase(name)
    secrets.erase(name)
    assert secrets.dated(name) is None


def test_a_secret_past_its_time_is_as_gone() -> None:
    (name, _), (lasting, _) = begin(lasts=0), begin()
    assert alive(name, lasting) == [False, True]


def test_settling_erases_the_older_ones_of_the_same_row_only() -> None:
    first, _ = begin()
    second, _ = begin()
    others = [begin(OTHER_ROW)[0], begin(kind="envelope")[0]]
    third, _ = begin()
    secrets.settle(second)
    assert alive(first, second, third, *others) == [False, True, True, True, True]


def test_settling_late_never_erases_a_newer_secret_of_the_same_second() -> None:
    older, _ = begin()
    newer, _ = begin()
    secrets.settle(newer)
    secrets.settle(older)
    assert alive(older, newer) == [False, True]


def test_the_house_has_one_of_each_key_for_good() -> None:
    drawn = [secrets.index_key(), secrets.reveal_key(), secrets.folder_id()]
    secrets.forget_cached_keys()
    assert drawn == [secrets.index_key(), secrets.reveal_key(), secrets.folder_id()]
    assert len(set(drawn)) == 3
    assert FolderKey.objects.count() == 3


def test_a_crash_before_the_rows_leaves_a_pending_secret_that_goes(ada: Actor) -> None:
    sweep.sweep()
    name, _ = begin()
    sweep.sweep(later(seconds=30))
    assert alive(name) == [True]
    sweep.sweep(later(seconds=120))
    assert alive(name) == [False]


def test_a_crash_after_the_rows_leaves_a_pending_secret_that_is_settled(
    ada: Actor, ben: Actor
) -> None:
    before = DatedSecret.objects.filter(kind="envelope", current=False).count()
    sweep.sweep(later(seconds=120))
    assert before == 1
    assert list(DatedSecret.objects.filter(kind="envelope").values_list("current", flat=True)) == [
        True
    ]
    assert {bytes(row.secret) for row in EnvelopeRow.objects.all()} == {
        bytes(DatedSecret.objects.get(kind="envelope").id)
    }


def test_a_crash_after_an_acceptance_still_ends_the_code(ada: Actor, ben: Actor) -> None:
    # `ben` has accepted, but what follows the commit was never done.
    assert DatedSecret.objects.filter(kind="invitation").count() == 1
    sweep.sweep(later(seconds=120))
    assert DatedSecret.objects.filter(kind="invitation").count() == 0


def test_an_invitation_written_back_after_its_acceptance_opens_nothing(
    ada: Actor, cleo: Actor, dan: Actor, done: Done
) -> None:
    code = done(invitations.offer, ada.visit)
    (old,) = InvitationRow.objects.values()
    assert invitations.look(code).inviter.called == "Ada"
    done(invitations.accept, cleo.visit, code)
    InvitationRow.objects.filter(id=bytes(old["id"])).update(**old)
    with pytest.raises(InvitationEnded):
        invitations.accept(dan.visit, code)


def test_a_revoked_invitation_written_back_opens_nothing(
    ada: Actor, dan: Actor, done: Done
) -> None:
    code = done(invitations.offer, ada.visit)
    (row,), (space,) = (
        InvitationRow.objects.values(),
        SpaceRow.objects.exclude(id__in=[ada.visit.me.id, dan.visit.me.id]).values(),
    )
    done(invitations.drop, ada.visit)
    InvitationRow.objects.create(**row)
    SpaceRow.objects.create(**space)
    with pytest.raises(InvitationEnded):
        invitations.accept(dan.visit, code)
    sweep.before_serving()
    assert InvitationRow.objects.count() == 0


def test_an_invitation_that_nobody_took_ends_after_seven_days(ada: Actor) -> None:
    code = invitations.offer(ada.visit)
    sweep.sweep(later(days=6.9))
    assert invitations.look(code).inviter.called == "Ada"
    sweep.sweep(later(days=7.1))
    with pytest.raises(InvitationEnded):
        invitations.look(code)
    assert InvitationRow.objects.count() == 0


def test_two_who_have_matched_stay_two_however_late_one_comes_back(
    ada: Actor, cleo: Actor, done: Done
) -> None:
    code = done(invitations.offer, ada.visit)
    done(invitations.accept, cleo.visit, code)
    done(invitations.match, ada.visit)
    done(invitations.match, cleo.visit)
    assert cleo.visit.us is not None
    write.put(cleo.visit, cleo.visit.us, note("kept"), key=b"form")
    sweep.sweep(later(days=60))
    assert SessionRow.objects.count() == 0
    late = visit_of(ada.person, ada.master)
    assert late.us is not None
    assert [e.record.text for e in read.everything(late, late.us).of(Note)] == ["kept"]


def visit_of(person: bytes, master: bytes) -> Visit:
    """Return a visit of whoever holds a master key, without a session."""
    row = KeyringRow.objects.get(person=person)
    return Visit(
        person=person,
        master=master,
        keyring=keys.open_keyring(master, person, bytes(row.blob)),
        now=datetime.now(UTC),
    )


def lose_the_folder() -> None:
    for table in (FolderKey, ServerSecret, DatedSecret, SecretTombstone):
        table.objects.all().delete()
    secrets.forget_cached_keys()


def test_without_the_folder_a_recovery_code_still_opens_me_and_us(ada: Actor, ben: Actor) -> None:
    code = keys.fresh_code()
    accounts.add_recovery(ada.visit, code)
    assert ada.visit.us is not None
    write.put(ada.visit, ada.visit.me, note("mine"), key=b"form")
    write.put(ben.visit, ada.visit.us, note("ours"), key=b"form")
    assert accounts.unlock("ada", PASSPHRASE) == (ada.person, ada.master)
    lose_the_folder()
    assert accounts.unlock("ada", PASSPHRASE) is None
    found = accounts.unlock_by_code(code)
    assert found == (ada.person, ada.master)
    now = int(datetime.now(UTC).timestamp())
    visit = begin_visit(sessions.start(*found, minutes=15, now=now)[1])
    assert visit is not None
    assert visit.us is not None
    opened = [read.everything(visit, space).of(Note) for space in (visit.me, visit.us)]
    assert [entries[0].record.text for entries in opened] == ["mine", "ours"]


def test_an_erased_server_secret_comes_back_for_nobody_who_has_ended(ada: Actor) -> None:
    code = keys.fresh_code()
    accounts.add_recovery(ada.visit, code)
    tombstones.bury(ada.person)
    secrets.erase_server_secret(ada.person)
    accounts.unlock_by_code(code)
    assert secrets.server_secret(ada.person) is None


def test_with_another_folder_nothing_is_cleaned_up(ada: Actor) -> None:
    sweep.sweep()
    lose_the_folder()
    assert not sweep.before_serving()
    session = SessionRow.objects.count()
    assert session > 0
    sweep.sweep(later(days=3))
    assert SessionRow.objects.count() == session
    assert House.objects.count() == 1


def test_with_its_own_folder_expired_sessions_are_cleaned_up(ada: Actor) -> None:
    sweep.sweep(later(days=3))
    assert SessionRow.objects.count() == DatedSecret.objects.count() == 0


def test_the_wrong_server_secret_opens_nothing(ada: Actor) -> None:
    ServerSecret.objects.filter(person=ada.person).update(secret=bytes(32))
    assert accounts.unlock("ada", PASSPHRASE) is None


def test_an_erased_server_secret_shuts_sign_in_and_every_session(ada: Actor) -> None:
    assert ada.client.token
    secrets.erase_server_secret(ada.person)
    assert accounts.unlock("ada", PASSPHRASE) is None
    cookie = next(iter(ada.client.cookies.values())).value
    session = sessions.open_session(cookie, now=int(datetime.now(UTC).timestamp()))
    assert session is not None
    assert begin_visit(session) is None


def test_what_has_ended_stays_ended_when_an_old_copy_brings_it_back(ada: Actor) -> None:
    visit = ada.visit
    write.put(visit, visit.me, note("x"), key=b"form")
    space, kept = visit.me.id, RecordRow.objects.count()
    tombstones.bury(space)
    tombstones.apply()
    assert (kept, RecordRow.objects.count()) == (1, 0)
    assert SpaceRow.objects.filter(id=space).count() == 0


@pytest.mark.parametrize("lost", [Tombstone, SecretTombstone])
def test_either_databases_tombstone_is_enough(ada: Actor, lost: Any) -> None:
    tombstones.bury(ada.person)
    lost.objects.all().delete()
    tombstones.apply()
    assert KeyringRow.objects.filter(person=ada.person).count() == 0
    assert ServerSecret.objects.filter(person=ada.person).count() == 0


def test_tombstones_are_forgotten_after_35_days(ada: Actor) -> None:
    tombstones.bury(b"t" * 16)
    tombstones.forget(later(days=35).date())
    assert Tombstone.objects.count() == SecretTombstone.objects.count() == 1
    tombstones.forget(later(days=36).date())
    assert Tombstone.objects.count() == SecretTombstone.objects.count() == 0
