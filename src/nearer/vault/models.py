"""The tables. Everything that a person wrote lies in a blob; the rest is random ids and tags.

Two databases: the records (`default`), and the secrets folder (`secrets`), which has its own backup
and without which the records open to nobody who lacks a recovery code.
"""

from django.db import models

ID = 16
TAG = 32


class Person(models.Model):
    """That somebody exists: a random id, and the keyed tag of the name they sign in with."""

    id = models.BinaryField(max_length=ID, primary_key=True)
    name_tag = models.BinaryField(max_length=TAG, unique=True)

    class Meta:
        db_table = "person"


class Slot(models.Model):
    """A person's passphrase slot."""

    person = models.BinaryField(max_length=ID, primary_key=True)
    salt = models.BinaryField(max_length=ID)
    check_value = models.BinaryField(max_length=TAG)
    blob = models.BinaryField()

    class Meta:
        db_table = "slot"


class RecoverySlot(models.Model):
    """A person's recovery slot, found by the code alone."""

    id = models.BinaryField(max_length=ID, primary_key=True)
    person = models.BinaryField(max_length=ID, unique=True)
    blob = models.BinaryField()

    class Meta:
        db_table = "recovery_slot"


class KeyringRow(models.Model):
    """A person's sealed keyring; its row is the first lock of each of their writes."""

    person = models.BinaryField(max_length=ID, primary_key=True)
    blob = models.BinaryField()

    class Meta:
        db_table = "keyring"


class SpaceRow(models.Model):
    """That a space exists; its row is the lock for what several people write in it.

    `closing` says, sealed under the space's own key, whether and when an `us` ends.
    """

    id = models.BinaryField(max_length=ID, primary_key=True)
    closing = models.BinaryField(null=True)

    class Meta:
        db_table = "space"


class RecordRow(models.Model):
    """One immutable revision of one sealed record."""

    record = models.BinaryField(max_length=ID)
    space = models.BinaryField(max_length=ID)
    author = models.BinaryField(max_length=ID)
    bucket = models.BinaryField(max_length=12)
    revision = models.PositiveIntegerField()
    blob = models.BinaryField()

    class Meta:
        db_table = "record"
        constraints = [
            models.UniqueConstraint(fields=["record", "revision"], name="one_row_a_revision")
        ]
        indexes = [models.Index(fields=["space", "bucket"], name="by_shelf")]


class EnvelopeRow(models.Model):
    """One person's side of a two-sided question: always there, always of one size."""

    space = models.BinaryField(max_length=ID)
    question = models.CharField(max_length=32)
    author = models.BinaryField(max_length=ID)
    generation = models.PositiveIntegerField()
    secret = models.BinaryField(max_length=ID)
    blob = models.BinaryField()

    class Meta:
        db_table = "envelope"
        constraints = [
            models.UniqueConstraint(fields=["space", "question", "author"], name="one_side_each")
        ]


class InvitationRow(models.Model):
    """An invitation, found by its code; `answer` is sealed under the new space's own key."""

    id = models.BinaryField(max_length=ID, primary_key=True)
    space = models.BinaryField(max_length=ID, unique=True)
    secret = models.BinaryField(max_length=ID)
    expires = models.BigIntegerField()
    blob = models.BinaryField()
    answer = models.BinaryField(null=True)

    class Meta:
        db_table = "invitation"


class SpokenRow(models.Model):
    """The spoken way to an invitation: two words find it, four open it, five tries in all."""

    id = models.BinaryField(max_length=TAG, primary_key=True)
    space = models.BinaryField(max_length=ID, unique=True)
    secret = models.BinaryField(max_length=ID)
    expires = models.BigIntegerField()
    tries = models.PositiveSmallIntegerField(default=0)
    salt = models.BinaryField(max_length=ID)
    blob = models.BinaryField()

    class Meta:
        db_table = "spoken"


class SessionRow(models.Model):
    """A session, sealed under its cookie. `tag` lets its person end all of theirs.

    started and expires are seconds since 1970, rounded to 15 minutes.
    """

    key = models.BinaryField(max_length=ID, primary_key=True)
    tag = models.BinaryField(max_length=TAG, db_index=True)
    started = models.BigIntegerField()
    expires = models.BigIntegerField()
    secret = models.BinaryField(max_length=ID)
    blob = models.BinaryField()

    class Meta:
        db_table = "session"


class PinRow(models.Model):
    """A quick unlock of one device, found by the token in its cookie; the PIN opens the blob.

    `tag` lets its person end all of theirs, as with sessions.
    """

    id = models.BinaryField(max_length=ID, primary_key=True)
    tag = models.BinaryField(max_length=TAG, db_index=True)
    secret = models.BinaryField(max_length=ID)
    salt = models.BinaryField(max_length=ID)
    check_value = models.BinaryField(max_length=TAG)
    blob = models.BinaryField()

    class Meta:
        db_table = "pin"


class Tombstone(models.Model):
    """The random id of a person or space that has ended, kept for 35 days against old copies."""

    id = models.BinaryField(max_length=ID, primary_key=True)
    until = models.DateField()

    class Meta:
        db_table = "tombstone"


class House(models.Model):
    """One row: the random id of the secrets folder that these records belong to."""

    folder = models.BinaryField(max_length=ID)

    class Meta:
        db_table = "house"


class InSecrets:
    """Marks the tables of the secrets folder for the router."""


class FolderKey(InSecrets, models.Model):
    """The folder's id and the keys that belong to the whole house, by name."""

    name = models.CharField(max_length=16, primary_key=True)
    value = models.BinaryField()

    class Meta:
        db_table = "folder_key"


class ServerSecret(InSecrets, models.Model):
    """A person's server secret. Its end shreds all that no recovery code opens.

    Whoever asked to be deleted has the due date here, and the id of the `me` that ends with them.
    """

    person = models.BinaryField(max_length=ID, primary_key=True)
    secret = models.BinaryField(max_length=TAG)
    erase_after = models.BigIntegerField(null=True)
    space = models.BinaryField(max_length=ID, null=True)

    class Meta:
        db_table = "server_secret"


class DatedSecret(InSecrets, models.Model):
    """The salt of one thing that ends. `guard` names the row whose lock guards it.

    `tries` counts what was tried against a thing that allows only so many.
    """

    id = models.BinaryField(max_length=ID, primary_key=True)
    kind = models.CharField(max_length=16)
    guard = models.BinaryField(max_length=TAG)
    secret = models.BinaryField(max_length=TAG)
    current = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(default=0)
    born = models.BigIntegerField()
    expires = models.BigIntegerField()

    class Meta:
        db_table = "dated_secret"
        indexes = [models.Index(fields=["guard"], name="by_guard")]


class SecretTombstone(InSecrets, models.Model):
    """The same tombstone once more: the folder must know of an end without the records."""

    id = models.BinaryField(max_length=ID, primary_key=True)
    until = models.DateField()

    class Meta:
        db_table = "secret_tombstone"


class SignUpCode(InSecrets, models.Model):
    """The keyed tag of a sign-up code that the operator gave away; used once."""

    tag = models.BinaryField(max_length=TAG, primary_key=True)
    expires = models.BigIntegerField()

    class Meta:
        db_table = "sign_up_code"
