"""What can go wrong in the vault, as sentences.

VaultError
  KeyringMoved        the keyring no longer opens: the passphrase was changed elsewhere
  NameTaken           somebody signs in with that name already
  SpaceEnded          the space is gone or was never this person's
  IdTaken             the id lies in another space or belongs to another kind
  TooLongForEnvelope  an answer does not fit its envelope
  InvitationEnded     an invitation that is used, revoked, expired, or never was
  AlreadyTwo          somebody who has an `us` cannot begin another
  PinTooEasy          a PIN that others would try first
  NotLookedOver       a restored `us` in which not both have confirmed who can see what
"""


class VaultError(Exception):
    """Something that the vault refuses; it never carries a word, a key or an id."""


class KeyringMoved(VaultError):
    """The keyring no longer opens under this session's master key."""


class NameTaken(VaultError):
    """Somebody signs in with that name already."""


class SpaceEnded(VaultError):
    """The space is gone, or this person never had it."""


class IdTaken(VaultError):
    """A record of that id lies in another space, or its author or kind is another."""


class TooLongForEnvelope(VaultError):
    """An answer is longer than the one size that all envelopes have."""


class InvitationEnded(VaultError):
    """The invitation is used, revoked or expired, or there never was one."""


class AlreadyTwo(VaultError):
    """One couple at a time: this person has an `us` already."""


class PinTooEasy(VaultError):
    """The PIN is too short, a date, or one of those that others would try first."""


class NotLookedOver(VaultError):
    """These records were restored, and until both have looked them over nothing flows in `us`."""
