"""People: made whole or not at all; opened only with what they were made of."""

from typing import Any

import msgspec
import pytest
from django.db import OperationalError, connection

from nearer.vault import accounts, keys, read, secrets, write
from nearer.vault.errors import KeyringMoved, NameTaken
from nearer.vault.keys import Settings, seal_keyring
from nearer.vault.models import (
    KeyringRow,
    Person,
    RecordRow,
    RecoverySlot,
    ServerSecret,
    Slot,
    SpaceRow,
)
from nearer.vault.seal import fresh_key
from nearer.vault.visit import Visit
from tests.conftest import PASSPHRASE, Actor
from tests.vault.samples import Note, note

pytestmark = [
    pytest.mark.storage,
    pytest.mark.usefixtures("db"),
]
TABLES = (Person, Slot, KeyringRow, SpaceRow, RecordRow, ServerSecret)


def create(name: str = "ada", **named: Any) -> Visit:
    return accounts.create(name, PASSPHRASE, Settings(called="Ada"), **named)


def rows() -> list[int]:
    return [table.objects.count() for table in TABLES]


def test_who_has_joined_comes_in_by_name_and_passphrase() -> None:
    made = create()
    assert accounts.unlock("ada", PASSPHRASE) == (made.person, made.master)
    assert accounts.unlock(" ADA ", PASSPHRASE) == (made.person, made.master)
    assert accounts.unlock("ada", PASSPHRASE + "s") is None
    assert accounts.unlock("adam", PASSPHRASE) is None


def test_an_unknown_name_costs_the_same_work(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    create()
    stretched: list[str] = []
    stretch = keys.stretch

    def counted(passphrase: str, salt: bytes) -> bytes:
        stretched.append(passphrase)
        return stretch(passphrase, salt)

    monkeypatch.setattr(keys, "stretch", counted)
    for name in ("ada", "nobody"):
        with django_assert_num_queries(2):
            assert accounts.unlock(name, "wrong words") is None
    assert stretched == ["wrong words"] * 2


def test_a_name_is_taken_once_however_it_is_typed() -> None:
    create("zoë")
    before = rows()
    for name in ("zoë", " ZOË", "zoe\u0308"):
        with pytest.raises(NameTaken):
            create(name)
    assert rows() == before
    create("zoe")


def test_what_somebody_brought_along_is_written_with_them() -> None:
    def carry(visit: Visit) -> None:
        write.put(visit, visit.me, note("brought"), key=b"form")

    visit = create(carry=(carry,))
    assert [e.record.text for e in read.everything(visit, visit.me).of(Note)] == ["brought"]


def test_when_what_they_brought_fails_nobody_has_joined() -> None:
    def carry(visit: Visit) -> None:
        write.put(visit, visit.me, note("brought"), key=b"form")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        create(carry=(carry,))
    assert rows() == [0] * len(TABLES)
    create()
    assert rows() == [1, 1, 1, 1, 0, 1]


@pytest.mark.django_db(transaction=True, databases=["default", "snapshot", "secrets"])
def test_who_was_made_although_the_answer_of_the_commit_was_lost_comes_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    commit = connection._commit  # type: ignore[attr-defined]

    def drops() -> None:
        commit()
        if Person.objects.exists():
            raise OperationalError("the connection dropped")

    with monkeypatch.context() as patched, pytest.raises(OperationalError):
        patched.setattr(connection, "_commit", drops)
        create()
    assert accounts.unlock("ada", PASSPHRASE) is not None


def test_a_damaged_slot_opens_nothing() -> None:
    made = create()
    (slot,) = Slot.objects.values()
    assert accounts.unlock("ada", PASSPHRASE) is not None
    for column, value in (
        ("blob", bytes(slot["blob"])[:-1] + b"x"),
        ("blob", b""),
        ("check_value", bytes(32)),
        ("salt", b"short"),
    ):
        Slot.objects.filter(person=made.person).update(**{**slot, column: value})
        assert accounts.unlock("ada", PASSPHRASE) is None
    Slot.objects.filter(person=made.person).update(**slot)
    assert accounts.unlock("ada", PASSPHRASE) is not None


def test_a_slot_that_is_copied_to_another_opens_nothing() -> None:
    create("ada")
    ben = create("ben")
    (ada_slot,) = Slot.objects.exclude(person=ben.person).values()
    Slot.objects.filter(person=ben.person).update(**{**ada_slot, "person": ben.person})
    assert accounts.unlock("ben", PASSPHRASE) is None
    assert accounts.unlock("ada", PASSPHRASE) is not None


def test_a_name_that_is_pointed_at_another_person_opens_that_ones_slot_only() -> None:
    create("ada")
    ben = create("ben")
    Person.objects.filter(id=ben.person).delete()
    Person.objects.filter(name_tag=keys.name_tag(secrets.index_key(), "ada")).update(id=ben.person)
    assert accounts.unlock("ada", "bens passphrase is another") is None


def test_a_recovery_code_opens_without_name_or_folder(ada: Actor) -> None:
    code = keys.fresh_code()
    assert not accounts.has_recovery(ada.person)
    accounts.add_recovery(ada.visit, code)
    assert accounts.has_recovery(ada.person)
    assert accounts.unlock_by_code(code) == (ada.person, ada.master)
    assert accounts.unlock_by_code(keys.fresh_code()) is None


def test_a_new_recovery_code_ends_the_one_before(ada: Actor) -> None:
    old, new = keys.fresh_code(), keys.fresh_code()
    accounts.add_recovery(ada.visit, old)
    accounts.add_recovery(ada.visit, new)
    assert accounts.unlock_by_code(old) is None
    assert accounts.unlock_by_code(new) == (ada.person, ada.master)


def test_a_changed_recovery_slot_opens_nothing(ada: Actor, cleo: Actor) -> None:
    code = keys.fresh_code()
    accounts.add_recovery(ada.visit, code)
    assert accounts.unlock_by_code(code) is not None
    RecoverySlot.objects.update(person=cleo.person)
    assert accounts.unlock_by_code(code) is None
    RecoverySlot.objects.update(person=ada.person, blob=bytes(299))
    assert accounts.unlock_by_code(code) is None


def test_a_visit_whose_keyring_moved_makes_no_recovery_code(ada: Actor) -> None:
    visit = ada.visit
    KeyringRow.objects.update(blob=seal_keyring(fresh_key(), visit.keyring))
    with pytest.raises(KeyringMoved):
        accounts.add_recovery(visit, keys.fresh_code())
    assert RecoverySlot.objects.count() == 0


def test_a_keyring_of_another_does_not_open_in_ones_place(ada: Actor, cleo: Actor) -> None:
    cleos = bytes(KeyringRow.objects.get(person=cleo.person).blob)
    visit = ada.visit
    KeyringRow.objects.filter(person=ada.person).update(blob=cleos)
    with pytest.raises(KeyringMoved):
        write.change_keyring(visit, lambda ring: msgspec.structs.replace(ring, care=1))
