"""What a thief finds, with the records, with the secrets, with both, and with a passphrase."""

from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from django.apps import apps

from nearer.vault import accounts, envelopes, invitations, keys, secrets, write
from nearer.vault.keys import Slot, open_keyring, open_slot
from nearer.vault.models import EnvelopeRow, InSecrets, KeyringRow, RecordRow, ServerSecret
from nearer.vault.models import Slot as SlotRow
from nearer.vault.seal import CannotOpen, bind, unseal
from tests.conftest import PASSPHRASE, Actor
from tests.vault.samples import Card, note

pytestmark = pytest.mark.storage
CODE = keys.fresh_code()


@pytest.fixture
def lived_in(ada: Actor, ben: Actor, cleo: Actor) -> str:
    """Give the three a life: notes, a shared line, a waiting answer, codes. Return an open code."""
    visit = ada.visit
    assert visit.us is not None
    accounts.add_recovery(visit, CODE)
    write.put(visit, visit.me, note("marmalade in private"), key=b"form")
    write.put(visit, visit.us, note("marmalade for two"), key=b"form")
    waiting = Card(at=note().at, zone="UTC", day=note().day, text="marmalade in waiting")
    envelopes.put_in(visit, "signs", waiting)
    return invitations.offer(cleo.visit, note="marmalade for a stranger")


def stored(*, in_secrets: bool) -> Iterator[bytes]:
    """Yield every value of one of the two databases."""
    for model in apps.get_models():
        if issubclass(model, InSecrets) is in_secrets:
            for row in model.objects.values_list():
                yield from (bytes(v) for v in row if isinstance(v, bytes | memoryview))


def slot_of(actor: Actor) -> Slot:
    row = SlotRow.objects.get(person=actor.person)
    return Slot(bytes(row.salt), bytes(row.check_value), bytes(row.blob))


def opens_keyring(actor: Actor, key: bytes) -> bool:
    with suppress(CannotOpen):
        blob = bytes(KeyringRow.objects.get(person=actor.person).blob)
        return open_keyring(key, actor.person, blob).person == actor.person
    return False


def test_no_word_and_no_code_lies_in_either_database(
    lived_in: str, everything_stored: Callable[[], bytes]
) -> None:
    found = everything_stored()
    assert len(found) > 20_000
    for word in (b"marmalade", b"Berlin", b"test-note", CODE.encode(), lived_in.encode()):
        assert word not in found


def test_no_stored_value_is_a_key_to_anything_sealed(ada: Actor, lived_in: str) -> None:
    values = {v for where in (False, True) for v in stored(in_secrets=where) if len(v) == 32}
    assert len(values) > 8
    assert opens_keyring(ada, ada.master)
    assert not any(opens_keyring(ada, value) for value in values)
    for row in RecordRow.objects.all():
        space, id_, author, bucket = map(bytes, (row.space, row.record, row.author, row.bucket))
        place = bind("record", space, id_, author, row.revision, bucket)
        for value in values:
            with pytest.raises(CannotOpen):
                unseal(value, bytes(row.blob), place)


def test_the_records_and_the_passphrase_open_nothing(ada: Actor, lived_in: str) -> None:
    slot = slot_of(ada)
    values = [value for value in stored(in_secrets=False) if len(value) in {16, 32}]
    assert len(values) > 20
    assert not any(open_slot(PASSPHRASE, ada.person, value, slot) for value in (*values, bytes(32)))
    secret = secrets.server_secret(ada.person)
    assert secret is not None
    assert open_slot(PASSPHRASE, ada.person, secret, slot) == ada.master


def test_anothers_server_secret_is_no_help(ada: Actor, ben: Actor, lived_in: str) -> None:
    others = ServerSecret.objects.exclude(person=ada.person).values_list("secret", flat=True)
    assert len(others) == 2
    assert not any(
        open_slot(PASSPHRASE, ada.person, bytes(secret), slot_of(ada)) for secret in others
    )


def test_both_databases_do_not_open_a_waiting_answer_without_one_of_the_two(
    ada: Actor, lived_in: str
) -> None:
    rows = {bytes(row.author): row for row in EnvelopeRow.objects.all()}
    space = bytes(next(iter(rows.values())).space)
    secret = secrets.dated(bytes(rows[ada.person].secret))
    assert secret is not None
    side = envelopes._open(space, "signs", rows, secret)[ada.person]
    assert side.answered
    place = bind("record", space, side.record, ada.person, side.revision, side.bucket)
    for value in stored(in_secrets=True):
        if len(value) == 32:
            with pytest.raises(CannotOpen):
                unseal(value, side.inner, place)
    assert ada.visit.us is not None
    assert b"marmalade in waiting" in unseal(ada.visit.us.keys.epochs[1], side.inner, place)


def test_the_recovery_code_and_the_records_are_that_person(ada: Actor, lived_in: str) -> None:
    assert accounts.unlock_by_code(CODE) == (ada.person, ada.master)


def test_all_that_a_class_of_rows_shows_by_its_length_is_its_step(
    ada: Actor, ben: Actor, lived_in: str
) -> None:
    keyrings = {len(bytes(row.blob)) for row in KeyringRow.objects.all()}
    answers = {len(bytes(row.blob)) for row in EnvelopeRow.objects.all()}
    records = {len(bytes(row.blob)) for row in RecordRow.objects.all()}
    assert (keyrings, answers, records) == ({4139}, {4139}, {299})
