"""Keys and the ways to them: slots, the keyring, recovery and invitation codes.

    passphrase -> Argon2id -> HKDF(server secret) -> check, wrap -> MASTER -> KEYRING -> spaces
    recovery code ---------> HKDF -----------------> id,    wrap -> MASTER

The bytes of each are in docs/vault.md.
"""

import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Literal

import msgspec
from nacl.exceptions import RuntimeError as OutOfMemory
from nacl.pwhash import argon2id

from nearer.vault.seal import (
    KEY_BYTES,
    CannotOpen,
    Reason,
    bind,
    derive,
    fresh_id,
    fresh_key,
    keyed_hash,
    seal,
    unseal,
)

# The format version picks these; none is read from a row, so that none can be lowered there.
PASSES = 3
MEMORY = 128 * 1024 * 1024
SALT_BYTES = 16
KEYRING_BYTES = 4096

CODE_LETTERS = 28
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKES = str.maketrans("ILOU", "110V")


DeviceKind = Literal["phone", "tablet", "computer"]


class Silent(msgspec.Struct, frozen=True):
    """Holds keys, so it shows nothing of itself: no log or error report may."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person chose for themselves; sealed in the keyring."""

    called: str = ""
    pronouns: str = ""
    zone: str = "UTC"
    minutes: int = 15
    theme: Literal["system", "light", "dark"] = "system"
    icon: Literal["neutral", "own"] = "neutral"
    language: Literal["en"] = "en"


class Partner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The other person of an `us`, as they introduced themselves in the invitation."""

    person: bytes
    called: str
    pronouns: str = ""


class SpaceKeys(Silent, frozen=True, forbid_unknown_fields=True):
    """The keys of one space. `index` outlives all epochs, so that shelves stay where they are.

    `state` is of use in `us`: an invitation is `offered`, then both are `comparing` four words,
    then it is `open`; `code` and `note` are kept only until then. `side` is one's own shape.
    `resting`: its person has left it quietly; `until` is a day that they set themselves.
    """

    kind: Literal["me", "us", "grant"]
    index: bytes
    epochs: dict[int, bytes]
    state: Literal["offered", "comparing", "open"] = "open"
    side: Literal["a", "b"] = "a"
    partner: Partner | None = None
    code: str = ""
    note: str = ""
    matched: bool = False
    resting: bool = False
    until: date | None = None

    @property
    def epoch(self) -> int:
        """The epoch that new records are written under."""
        return max(self.epochs)


class Device(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A device that a person gave a quick unlock, as coarsely as they need to know it again."""

    kind: DeviceKind
    since: date


class Totp(Silent, frozen=True, forbid_unknown_fields=True):
    """The secret of a person's authenticator, and the last time step that was used up."""

    secret: bytes
    step: int = 0


class Passkey(Silent, frozen=True, forbid_unknown_fields=True):
    """A passkey's credential: its id, its public data as the library gave it, its use count."""

    id: bytes
    data: bytes
    kind: DeviceKind
    since: date
    count: int = 0


class Keyring(Silent, frozen=True, forbid_unknown_fields=True):
    """Everything one person can open. One blob, always opened and sealed as a whole.

    devices: by the id of the PIN's row (hex). closed: the other ended the `us`, and its person has
    not yet tapped that line away. without_code: this person knowingly goes without a recovery code.
    """

    person: bytes
    author_key: bytes
    id_key: bytes
    spaces: dict[str, SpaceKeys]
    settings: Settings = Settings()
    care: int | None = None
    devices: dict[str, Device] = {}
    totp: Totp | None = None
    passkeys: tuple[Passkey, ...] = ()
    closed: bool = False
    without_code: bool = False


@dataclass(frozen=True)
class Slot:
    """One way to open the keyring by passphrase, as it lies in the database."""

    salt: bytes
    check: bytes
    blob: bytes


def fresh_space(kind: Literal["me", "us", "grant"]) -> tuple[bytes, SpaceKeys]:
    """Return a new space's random id and its keys."""
    return fresh_id(), SpaceKeys(kind=kind, index=fresh_key(), epochs={1: fresh_key()})


def fresh_keyring(person: bytes, settings: Settings) -> Keyring:
    """Return the keyring of a new person, with their own space `me`."""
    me, keys = fresh_space("me")
    return Keyring(
        person=person,
        author_key=fresh_key(),
        id_key=fresh_key(),
        spaces={me.hex(): keys},
        settings=settings,
    )


def seal_keyring(master: bytes, keyring: Keyring) -> bytes:
    """Seal a keyring under its master key, always to 4,096 bytes or, past that, the next step."""
    text = msgspec.json.encode(keyring)
    size = KEYRING_BYTES if len(text) < KEYRING_BYTES else 0
    return seal(master, text, bind("keyring", keyring.person), size=size)


def open_keyring(master: bytes, person: bytes, blob: bytes) -> Keyring:
    """Open the keyring of `person`, or raise CannotOpen."""
    text = unseal(master, blob, bind("keyring", person))
    try:
        return msgspec.json.decode(text, type=Keyring)
    except ValueError:
        raise CannotOpen(Reason.CONTENT) from None


def stretch(passphrase: str, salt: bytes) -> bytes:
    """Argon2id, 128 MiB and 3 passes, about 0.2 s: a guess costs a thief what it costs us."""
    text = _nfkc(passphrase).encode()
    try:
        return argon2id.kdf(KEY_BYTES, text, salt, opslimit=PASSES, memlimit=MEMORY)
    except OutOfMemory:
        raise MemoryError("unlocking needs 128 MiB of free memory; free some, then retry") from None


def make_slot(passphrase: str, person: bytes, server_secret: bytes, master: bytes) -> Slot:
    """Make the slot by which `passphrase` and this person's server secret open `master`."""
    salt = secrets.token_bytes(SALT_BYTES)
    root = _root(passphrase, person, server_secret, salt)
    blob = seal(derive(root, "wrap"), master, bind("slot", person, "passphrase", salt))
    return Slot(salt=salt, check=derive(root, "check"), blob=blob)


def open_slot(passphrase: str, person: bytes, server_secret: bytes, slot: Slot) -> bytes | None:
    """Return the master key, or None for a wrong passphrase. Raises CannotOpen for damage.

    The check value is compared first and in constant time; it also commits to the key.
    """
    if len(slot.salt) != SALT_BYTES:
        raise CannotOpen(Reason.CUT)
    root = _root(passphrase, person, server_secret, slot.salt)
    if not hmac.compare_digest(derive(root, "check"), slot.check):
        return None
    return unseal(derive(root, "wrap"), slot.blob, bind("slot", person, "passphrase", slot.salt))


def fresh_code() -> str:
    """Return 28 letters of Crockford's alphabet: 140 bits, for recovery and for invitations."""
    return "".join(secrets.choice(_CROCKFORD) for _ in range(CODE_LETTERS))


def read_code(typed: str) -> str | None:
    """Return the 28 letters that somebody typed, look-alikes mended, or None if it is no code."""
    letters = code_letters(typed)
    is_code = len(letters) == CODE_LETTERS and set(letters) <= set(_CROCKFORD)
    return letters if is_code else None


def code_letters(typed: str) -> str:
    """Return the letters of a code so far: capitals, without dashes, look-alikes mended."""
    return "".join(c for c in typed.upper() if c.isalnum()).translate(_LOOKALIKES)


def code_id(code: str, purpose: Literal["recovery", "invitation"]) -> bytes:
    """Return the row id of a code; the row tells nothing of the code."""
    return derive(_code_root(code), purpose, "id", length=16)


def seal_by_code(
    code: str, purpose: Literal["recovery", "invitation"], text: bytes, *, about: bytes, salt: bytes
) -> bytes:
    """Seal `text` under a code. `about` binds it (person or space); `salt`: its dated secret."""
    key = derive(_code_root(code), purpose, "key", salt=salt)
    return seal(key, text, bind(purpose, about, code_id(code, purpose)))


def open_by_code(
    code: str, purpose: Literal["recovery", "invitation"], blob: bytes, *, about: bytes, salt: bytes
) -> bytes:
    """Open what `seal_by_code` sealed, or raise CannotOpen."""
    key = derive(_code_root(code), purpose, "key", salt=salt)
    return unseal(key, blob, bind(purpose, about, code_id(code, purpose)))


def name_tag(index_key: bytes, name: str) -> bytes:
    """Return the keyed tag of a sign-in name; names lie nowhere in clear."""
    folded = _nfkc(_nfkc(name).casefold()).strip()
    return hmac.digest(derive(index_key, "name"), folded.encode(), "sha256")


def record_id(keyring: Keyring, space: bytes, kind: str, key: bytes) -> bytes:
    """Return the id that one form's `key` always lands on, so that sending twice writes once."""
    return keyed_hash(keyring.id_key, bind("id", space, kind, keyring.person, key))


def _root(passphrase: str, person: bytes, server_secret: bytes, salt: bytes) -> bytes:
    stretched = stretch(passphrase, salt)
    return derive(stretched, "slot", person, "passphrase", salt, PASSES, MEMORY, salt=server_secret)


def _nfkc(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _code_root(code: str) -> bytes:
    return sha256(code.encode()).digest()
