"""Which one thing comes next (article: Z), out of all that the rooms offer. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from nearer.house.door import Offer
from nearer.safety import care as gentleness

# What weighs less is there to be found, and nothing to do: it is listed and never comes first.
LEAST = 20


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
    later = [offer for offer in ordered if name_of(offer) in set_aside]
    wanted = [offer for offer in ordered if offer not in later]
    first = next((offer for offer in wanted if offer.weight >= LEAST), None)
    return Choice(first, tuple(offer for offer in (*wanted, *later) if offer is not first))


def name_of(offer: Offer) -> str:
    """Return what an offer is called across all rooms."""
    return f"{offer.room}:{offer.key}"
