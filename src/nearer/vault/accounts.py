"""People: made in one transaction, opened by passphrase or by recovery code."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from django.db import DatabaseError, IntegrityError, connection, transaction

from nearer.vault import keys, secrets, tombstones
from nearer.vault.errors import NameTaken
from nearer.vault.keys import Settings, Slot
from nearer.vault.models import KeyringRow, Person, RecoverySlot, SpaceRow
from nearer.vault.models import Slot as SlotRow
from nearer.vault.seal import CannotOpen, derive, fresh_id, fresh_key
from nearer.vault.turns import turn
from nearer.vault.visit import Visit
from nearer.vault.write import locked

Carry = Callable[[Visit], None]


def create(
    name: str, passphrase: str, settings: Settings, *, carry: tuple[Carry, ...] = ()
) -> Visit:
    """Make a person with their slot, keyring and own space, and what they brought along.

    The server secret comes first, in its own database: a crash between the two leaves a secret
    of nobody. Raises NameTaken.
    """
    if is_taken(name):
        raise NameTaken
    person, master = fresh_id(), fresh_key()
    slot = keys.make_slot(passphrase, person, secrets.new_server_secret(person), master)
    keyring = keys.fresh_keyring(person, settings)
    visit = Visit(person=person, master=master, keyring=keyring, now=datetime.now(UTC))
    try:
        with turn(), transaction.atomic():
            Person.objects.create(id=person, name_tag=keys.name_tag(secrets.index_key(), name))
            SlotRow.objects.create(
                person=person, salt=slot.salt, check_value=slot.check, blob=slot.blob
            )
            KeyringRow.objects.create(person=person, blob=keys.seal_keyring(master, keyring))
            SpaceRow.objects.create(id=visit.me.id)
            for write in carry:
                write(visit)
    except IntegrityError:
        _erase_unless_made(person)
        raise NameTaken from None
    except BaseException:
        _erase_unless_made(person)
        raise
    return visit


def is_taken(name: str) -> bool:
    """Return whether somebody signs in with that name already."""
    return find(name) is not None


def find(name: str) -> bytes | None:
    """Return who signs in with that name, or None."""
    tag = keys.name_tag(secrets.index_key(), name)
    found = Person.objects.filter(name_tag=tag).first()
    return None if found is None else bytes(found.id)


def unlock(name: str, passphrase: str) -> tuple[bytes, bytes] | None:
    """Return (person, master) for a name and passphrase that open, else None.

    An unknown name costs the same work, against a slot of nobody.
    """
    tag = keys.name_tag(secrets.index_key(), name)
    found = Person.objects.filter(name_tag=tag).first()
    person = derive(secrets.index_key(), "nobody", tag, length=16)
    if found is not None:
        person = bytes(found.id)
    row = SlotRow.objects.filter(person=person).first()
    secret = secrets.server_secret(person)
    slot, secret_or_none = _slot(row), secret or bytes(32)
    try:
        master = keys.open_slot(passphrase, person, secret_or_none, slot)
    except CannotOpen:
        return None
    return None if master is None or secret is None else (person, master)


def confirms(person: bytes, passphrase: str) -> bool:
    """Return whether this is the person's passphrase: asked again before what cannot be undone.

    Derives a key.
    """
    row, secret = SlotRow.objects.filter(person=person).first(), secrets.server_secret(person)
    try:
        master = keys.open_slot(passphrase, person, secret or bytes(32), _slot(row))
    except CannotOpen:
        return False
    return master is not None and secret is not None


def add_recovery(visit: Visit, code: str) -> None:
    """Make `code` this person's recovery code, in place of an earlier one."""
    blob = keys.seal_by_code(code, "recovery", visit.master, about=visit.person, salt=b"")
    with locked(visit):
        RecoverySlot.objects.filter(person=visit.person).delete()
        RecoverySlot.objects.create(
            id=keys.code_id(code, "recovery"), person=visit.person, blob=blob
        )


def has_recovery(person: bytes) -> bool:
    """Return whether a person has a recovery code."""
    return RecoverySlot.objects.filter(person=person).exists()


def unlock_by_code(code: str) -> tuple[bytes, bytes] | None:
    """Return (person, master) for a recovery code; it needs neither the name nor the folder.

    Whoever comes in after the folder was lost gets a new server secret, without which no session
    counts. It mends no slot: they come in by their code until they set a passphrase anew.
    """
    row = RecoverySlot.objects.filter(id=keys.code_id(code, "recovery")).first()
    if row is None:
        return None
    person = bytes(row.person)
    try:
        master = keys.open_by_code(code, "recovery", bytes(row.blob), about=person, salt=b"")
    except CannotOpen:
        return None
    if secrets.server_secret(person) is None and not tombstones.is_buried(person):
        secrets.new_server_secret(person)
    return person, master


def _erase_unless_made(person: bytes) -> None:
    """Erase the server secret of a person who was not made.

    A connection that drops at the commit raises too, though the person may stand. Where nobody
    can tell, the secret stays: one of nobody harms nothing, one that is missing ends an account.
    """
    with suppress(DatabaseError):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        if not Person.objects.filter(id=person).exists():
            secrets.erase_server_secret(person)


def _slot(row: SlotRow | None) -> Slot:
    if row is None:
        return Slot(salt=bytes(keys.SALT_BYTES), check=bytes(32), blob=b"")
    return Slot(salt=bytes(row.salt), check=bytes(row.check_value), blob=bytes(row.blob))
