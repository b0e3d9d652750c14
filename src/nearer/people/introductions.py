"""How two know each other: the name that was given at pairing, until one tells a new one.

A new name stays one's own until it is told. The other's keyring takes a told name up when they
sign in, so that nothing shows when either was here.
"""

from dataclasses import dataclass

import msgspec

from nearer.people import copies
from nearer.people.records import Introduced, KnownAs
from nearer.vault import read, write
from nearer.vault.errors import VaultError
from nearer.vault.keys import Keyring, Partner, Settings
from nearer.vault.visit import Visit


@dataclass(frozen=True)
class Known:
    """A name and pronouns as somebody has them."""

    called: str
    pronouns: str


def known(visit: Visit) -> Known:
    """Return what the other knows this person as, or would be told at pairing."""
    chosen = visit.keyring.settings
    card = _card(visit)
    return Known(card.called, card.pronouns) if card else Known(chosen.called, chosen.pronouns)


def change(visit: Visit, chosen: Settings, *, tell: bool) -> None:
    """Save one's settings. What the other knows stays what it was, unless it is told now.

    Raises KeyringMoved, SpaceEnded.
    """
    shared, before = visit.shared, known(visit)
    tells = tell and can_tell(visit)
    after = Known(chosen.called, chosen.pronouns)
    if tells and visit.us is not None and after != before:
        said = Introduced(called=after.called, pronouns=after.pronouns, **visit.stamp())
        write.card(visit, visit.us, said)
    if shared is not None:
        stays = after if tells else before
        note = KnownAs(
            space=shared.id.hex(), called=stays.called, pronouns=stays.pronouns, **visit.stamp()
        )
        write.card(visit, visit.me, note)
    write.change_keyring(visit, lambda ring: msgspec.structs.replace(ring, settings=chosen))


def can_tell(visit: Visit) -> bool:
    """Return whether there is somebody to tell a new name to."""
    held = copies.holds_back(visit) or copies.waits_for_other(visit)
    return visit.us is not None and not held


def learn(visit: Visit) -> None:
    """Take up a name that the other has told meanwhile."""
    us, other = visit.us, visit.partner
    if us is None or other is None:
        return
    told = read.recent(visit).newest(Introduced, author=other.person)
    if told is None:
        return
    now = Partner(other.person, told.record.called, told.record.pronouns)
    if now == other:
        return
    try:
        write.change_keyring(visit, lambda ring: _with_partner(ring, us.id.hex(), now))
    except VaultError:  # the next sign-in meets it again
        visit.pages = None


def _with_partner(ring: Keyring, space: str, other: Partner) -> Keyring:
    keys = ring.spaces.get(space)
    if keys is None:
        return ring
    changed = msgspec.structs.replace(keys, partner=other)
    return msgspec.structs.replace(ring, spaces={**ring.spaces, space: changed})


def _card(visit: Visit) -> KnownAs | None:
    if visit.shared is None:
        return None
    found = read.recent(visit).newest(KnownAs, author=visit.person)
    is_of_this = found is not None and found.record.space == visit.shared.id.hex()
    return found.record if found and is_of_this else None
