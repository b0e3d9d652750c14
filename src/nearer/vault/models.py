"""The tables. Everything that a person wrote lies in a blob; the rest is random ids and tags.

Two databases: the records (`default`), and the secrets folder (`secrets`), which has its own backup
and without which the records open to nobody who lacks a recovery code.
"""

from django.db import models

from nearer.vault.columns import Bytes, Count, Few, Seconds

ID = 16
TAG = 32


class Person(models.Model):
    """That somebody exists: a random id, and the keyed tag of the name they sign in with."""

    id = Bytes(max_length=ID, primary_key=True)
    name_tag = Bytes(max_length=TAG, unique=True)

    class Meta:
        db_table = "person"


class Slot(models.Model):
    """A person's passphrase slot."""

    person = Bytes(max_length=ID, primary_key=True)
    salt = Bytes(max_length=ID)
    check_value = Bytes(max_length=TAG)
    blob = Bytes()

    class Meta:
        db_table = "slot"


class RecoverySlot(models.Model):
    """A person's recovery slot, found by the code alone."""

    id = Bytes(max_length=ID, primary_key=True)
    person = Bytes(max_length=ID, unique=True)
    blob = Bytes()

    class Meta:
        db_table = "recovery_slot"


class KeyringRow(models.Model):
    """A person's sealed keyring; its row is the first lock of each of their writes."""

    person = Bytes(max_length=ID, primary_key=True)
    blob = Bytes()

    class Meta:
        db_table = "keyring"


class SpaceRow(models.Model):
    """That a space exists; its row is the lock for what several people write in it.

    `closing` says, sealed under the space's own key, whether and when an `us` ends.
    """

    id = Bytes(max_length=ID, primary_key=True)
    closing = Bytes(null=True)

    class Meta:
        db_table = "space"


class RecordRow(models.Model):
    """One immutable revision of one sealed record."""

    record = Bytes(max_length=ID)
    space = Bytes(max_length=ID)
    author = Bytes(max_length=ID)
    bucket = Bytes(max_length=12)
    revision = Count()
    blob = Bytes()

    class Meta:
        db_table = "record"
        constraints = [
            models.UniqueConstraint(fields=["record", "revision"], name="one_row_a_revision")
        ]
        indexes = [models.Index(fields=["space", "bucket"], name="by_shelf")]


class EnvelopeRow(models.Model):
    """One person's side of a two-sided question: always there, always of one size."""

    space = Bytes(max_length=ID)
    question = models.CharField(max_length=32)
    author = Bytes(max_length=ID)
    generation = Count()
    secret = Bytes(max_length=ID)
    blob = Bytes()

    class Meta:
        db_table = "envelope"
        constraints = [
            models.UniqueConstraint(fields=["space", "question", "author"], name="one_side_each")
        ]


class InvitationRow(models.Model):
    """An invitation, found by its code; `answer` is sealed under the new space's own key."""

    id = Bytes(max_length=ID, primary_key=True)
    space = Bytes(max_length=ID, unique=True)
    secret = Bytes(max_length=ID)
    expires = Seconds()
    blob = Bytes()
    answer = Bytes(null=True)

    class Meta:
        db_table = "invitation"


class SpokenRow(models.Model):
    """The spoken way to an invitation: two words find it, four open it, five tries in all."""

    id = Bytes(max_length=TAG, primary_key=True)
    space = Bytes(max_length=ID, unique=True)
    secret = Bytes(max_length=ID)
    expires = Seconds()
    tries = Few(default=0)
    salt = Bytes(max_length=ID)
    blob = Bytes()

    class Meta:
        db_table = "spoken"


class SessionRow(models.Model):
    """A session, sealed under its cookie. `tag` lets its person end all of theirs.

    started and expires are seconds since 1970, rounded to 15 minutes.
    """

    key = Bytes(max_length=ID, primary_key=True)
    tag = Bytes(max_length=TAG, db_index=True)
    started = Seconds()
    expires = Seconds()
    secret = Bytes(max_length=ID)
    blob = Bytes()

    class Meta:
        db_table = "session"


class PinRow(models.Model):
    """A quick unlock of one device, found by the token in its cookie; the PIN opens the blob.

    `tag` lets its person end all of theirs, as with sessions.
    """

    id = Bytes(max_length=ID, primary_key=True)
    tag = Bytes(max_length=TAG, db_index=True)
    secret = Bytes(max_length=ID)
    salt = Bytes(max_length=ID)
    check_value = Bytes(max_length=TAG)
    blob = Bytes()

    class Meta:
        db_table = "pin"


class Tombstone(models.Model):
    """The random id of a person or space that has ended, kept for 35 days against old copies."""

    id = Bytes(max_length=ID, primary_key=True)
    until = models.DateField()

    class Meta:
        db_table = "tombstone"


class House(models.Model):
    """One row: the random id of the secrets folder that these records belong to."""

    folder = Bytes(max_length=ID)

    class Meta:
        db_table = "house"


class InSecrets:
    """Marks the tables of the secrets folder for the router."""


class FolderKey(InSecrets, models.Model):
    """The folder's id and the keys that belong to the whole house, by name."""

    name = models.CharField(max_length=16, primary_key=True)
    value = Bytes()

    class Meta:
        db_table = "folder_key"


class ServerSecret(InSecrets, models.Model):
    """A person's server secret. Its end shreds all that no recovery code opens.

    Whoever asked to be deleted has the due date here, and the id of the `me` that ends with them.
    """

    person = Bytes(max_length=ID, primary_key=True)
    secret = Bytes(max_length=TAG)
    erase_after = Seconds(null=True)
    space = Bytes(max_length=ID, null=True)

    class Meta:
        db_table = "server_secret"


class DatedSecret(InSecrets, models.Model):
    """The salt of one thing that ends. `guard` names the row whose lock guards it.

    `tries` counts what was tried against a thing that allows only so many.
    """

    id = Bytes(max_length=ID, primary_key=True)
    kind = models.CharField(max_length=16)
    guard = Bytes(max_length=TAG)
    secret = Bytes(max_length=TAG)
    current = models.BooleanField(default=False)
    tries = Few(default=0)
    born = Seconds()
    expires = Seconds()

    class Meta:
        db_table = "dated_secret"
        indexes = [models.Index(fields=["guard"], name="by_guard")]


class SecretTombstone(InSecrets, models.Model):
    """The same tombstone once more: the folder must know of an end without the records."""

    id = Bytes(max_length=ID, primary_key=True)
    until = models.DateField()

    class Meta:
        db_table = "secret_tombstone"


class SignUpCode(InSecrets, models.Model):
    """The keyed tag of a sign-up code that the operator gave away; used once."""

    tag = Bytes(max_length=TAG, primary_key=True)
    expires = Seconds()

    class Meta:
        db_table = "sign_up_code"
