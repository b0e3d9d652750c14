"""Which one thing comes next (article: Z), out of all that the rooms offer. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from nearer.house.door import Offer
from nearer.safety import care as gentleness


@dataclass(frozen=True)
class Choice:
    """The one thing of now, or None, and all else that one could do, in its order."""

    first: Offer | None
    rest: tuple[Offer, ...] = ()


def next_thing(
    offers: Iterable[Offer],
    *,
    paired: bool,
    care: int | None,
    set_aside: Collection[str] = (),
) -> Choice:
    """Choose. What weighs most comes first; what cannot or must not be done now is left out.

    set_aside: the `name_of` each offer that somebody does not want now. It stays among the rest,
    at the end: saying "not tonight" takes nothing away.
    """
    possible = [offer for offer in offers if paired or not offer.needs_two]
    weighed = sorted(possible, key=lambda offer: -offer.weight)
    ordered = gentleness.suited(weighed, care)
    wanted = [offer for offer in ordered if name_of(offer) not in set_aside]
    later = [offer for offer in ordered if name_of(offer) in set_aside]
    if not wanted:
        return Choice(None, tuple(later))
    return Choice(wanted[0], (*wanted[1:], *later))


def name_of(offer: Offer) -> str:
    """Return what an offer is called across all rooms."""
    return f"{offer.room}:{offer.key}"
