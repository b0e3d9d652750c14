"""The tables. Everything that a person wrote lies in a blob; the rest is random ids and tags.

Two databases: the records (`default`), and the secrets folder (`secrets`), which has its own backup
and without which the records open to nobody who lacks a recovery code.
"""

from typing import ClassVar

from django.db import models

ID = 16
TAG = 32


def _id(**options: bool) -> "models.BinaryField[bytes, bytes]":
    return models.BinaryField(max_length=ID, **options)


class Person(models.Model):
    """That somebody exists: a random id, and the keyed tag of the name they sign in with."""

    id = _id(primary_key=True)
    name_tag = models.BinaryField(max_length=TAG, unique=True)

    class Meta:
        db_table = "person"

    def __str__(self) -> str:
        return "a person"


class Slot(models.Model):
    """A person's passphrase slot."""

    person = _id(primary_key=True)
    salt = models.BinaryField(max_length=ID)
    check_value = models.BinaryField(max_length=TAG)
    blob = models.BinaryField()

    class Meta:
        db_table = "slot"

    def __str__(self) -> str:
        return "a slot"


class RecoverySlot(models.Model):
    """A person's recovery slot, found by the code alone."""

    id = _id(primary_key=True)
    person = _id(unique=True)
    blob = models.BinaryField()

    class Meta:
        db_table = "recovery_slot"

    def __str__(self) -> str:
        return "a recovery slot"


class KeyringRow(models.Model):
    """A person's sealed keyring; its row is the first lock of each of their writes."""

    person = _id(primary_key=True)
    blob = models.BinaryField()

    class Meta:
        db_table = "keyring"

    def __str__(self) -> str:
        return "a keyring"


class SpaceRow(models.Model):
    """That a space exists; its row is the lock for what several people write in it."""

    id = _id(primary_key=True)

    class Meta:
        db_table = "space"

    def __str__(self) -> str:
        return "a space"


class RecordRow(models.Model):
    """One immutable revision of one sealed record."""

    record = _id()
    space = _id()
    author = _id()
    bucket = models.BinaryField(max_length=12)
    revision = models.PositiveIntegerField()
    blob = models.BinaryField()

    class Meta:
        db_table = "record"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record", "revision"], name="one_row_a_revision")
        ]
        indexes: ClassVar = [models.Index(fields=["space", "bucket"], name="by_shelf")]

    def __str__(self) -> str:
        return "a record"


class EnvelopeRow(models.Model):
    """One person's side of a two-sided question: always there, always of one size."""

    space = _id()
    question = models.CharField(max_length=32)
    author = _id()
    generation = models.PositiveIntegerField()
    secret = _id()
    blob = models.BinaryField()

    class Meta:
        db_table = "envelope"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["space", "question", "author"], name="one_side_each")
        ]

    def __str__(self) -> str:
        return "one side of an envelope"


class InvitationRow(models.Model):
    """An invitation, found by its code; `answer` is sealed under the new space's own key."""

    id = _id(primary_key=True)
    space = _id(unique=True)
    secret = _id()
    expires = models.BigIntegerField()
    blob = models.BinaryField()
    answer = models.BinaryField(null=True)

    class Meta:
        db_table = "invitation"

    def __str__(self) -> str:
        return "an invitation"


class SpokenRow(models.Model):
    """The spoken way to an invitation: two words find it, four open it, five tries in all."""

    id = models.BinaryField(max_length=TAG, primary_key=True)
    space = _id(unique=True)
    secret = _id()
    expires = models.BigIntegerField()
    tries = models.PositiveSmallIntegerField(default=0)
    salt = models.BinaryField(max_length=ID)
    blob = models.BinaryField()

    class Meta:
        db_table = "spoken"

    def __str__(self) -> str:
        return "a spoken invitation"


class SessionRow(models.Model):
    """A session, sealed under its cookie. `tag` lets its person end all of theirs.

    started and expires are seconds since 1970, rounded to 15 minutes.
    """

    key = _id(primary_key=True)
    tag = models.BinaryField(max_length=TAG, db_index=True)
    started = models.BigIntegerField()
    expires = models.BigIntegerField()
    secret = _id()
    blob = models.BinaryField()

    class Meta:
        db_table = "session"

    def __str__(self) -> str:
        return "a session"


class Tombstone(models.Model):
    """The random id of a person or space that has ended, kept for 35 days against old copies."""

    id = _id(primary_key=True)
    until = models.DateField()

    class Meta:
        db_table = "tombstone"

    def __str__(self) -> str:
        return "a tombstone"


class House(models.Model):
    """One row: the random id of the secrets folder that these records belong to."""

    folder = _id()

    class Meta:
        db_table = "house"

    def __str__(self) -> str:
        return "the house"


class InSecrets:
    """Marks the tables of the secrets folder for the router."""


class FolderKey(InSecrets, models.Model):
    """The folder's id and the keys that belong to the whole house, by name."""

    name = models.CharField(max_length=16, primary_key=True)
    value = models.BinaryField()

    class Meta:
        db_table = "folder_key"

    def __str__(self) -> str:
        return self.name


class ServerSecret(InSecrets, models.Model):
    """A person's server secret. Its end shreds all that no recovery code opens."""

    person = _id(primary_key=True)
    secret = models.BinaryField(max_length=TAG)
    erase_after = models.BigIntegerField(null=True)

    class Meta:
        db_table = "server_secret"

    def __str__(self) -> str:
        return "a server secret"


class DatedSecret(InSecrets, models.Model):
    """The salt of one thing that ends. `guard` names the row whose lock guards it."""

    id = _id(primary_key=True)
    kind = models.CharField(max_length=16)
    guard = models.BinaryField(max_length=TAG)
    secret = models.BinaryField(max_length=TAG)
    current = models.BooleanField(default=False)
    born = models.BigIntegerField()
    expires = models.BigIntegerField()

    class Meta:
        db_table = "dated_secret"
        indexes: ClassVar = [models.Index(fields=["guard"], name="by_guard")]

    def __str__(self) -> str:
        return "a dated secret"


class SecretTombstone(InSecrets, models.Model):
    """The same tombstone once more: the folder must know of an end without the records."""

    id = _id(primary_key=True)
    until = models.DateField()

    class Meta:
        db_table = "secret_tombstone"

    def __str__(self) -> str:
        return "a tombstone"


class SignUpCode(InSecrets, models.Model):
    """The keyed tag of a sign-up code that the operator gave away; used once."""

    tag = models.BinaryField(max_length=TAG, primary_key=True)
    expires = models.BigIntegerField()

    class Meta:
        db_table = "sign_up_code"

    def __str__(self) -> str:
        return "a sign-up code"
