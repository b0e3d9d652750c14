"""Everything that Today shows, as one value: what comes next, what waits, what is amiss."""

from collections.abc import Iterable
from dataclasses import dataclass

from nearer.house.door import Offer
from nearer.journey import away, choosing, hours
from nearer.journey.away import Action
from nearer.journey.choosing import Choice
from nearer.journey.hours import Hour
from nearer.people import invitations
from nearer.people.invitations import Status
from nearer.safety import care
from nearer.vault.read import Pages
from nearer.vault.visit import Visit

ASIDE = "aside"


@dataclass(frozen=True)
class Today:
    """One look at Today.

    first_name: what the one thing is called when it is set aside. alone: nobody is paired with
    this person. pairing: how far an invitation is, or NONE where nothing joint may be shown.
    helps: whether people to talk with come first. invites: whether to say how somebody could be
    invited. asks: whether the private questions are offered as a card. kept: whether this person
    kept something of their own today. unreadable, forged: entries that do not open, or stand in
    this person's name without their key.
    """

    hour: Hour
    choice: Choice
    action: Action
    first_name: str
    alone: bool
    pairing: Status
    helps: bool
    invites: bool
    asks: bool
    kept: bool
    unreadable: int
    forged: int


def today(visit: Visit, pages: Pages, offers: Iterable[Offer]) -> Today:
    """Return what this person sees now. It says nothing of the other's doing."""
    paired, joint = visit.us is not None, care.allows_joint(visit.care)
    pairing = invitations.status(visit)
    hour = hours.hour_of(visit.now.astimezone(visit.zone))
    choice = choosing.next_thing(
        offers, paired=paired, care=visit.care, set_aside=visit.held.get(ASIDE, ())
    )
    return Today(
        hour=hour,
        choice=choice,
        action=_action(visit, hour),
        first_name=choosing.name_of(choice.first) if choice.first else "",
        alone=not paired,
        pairing=pairing if joint else Status.NONE,
        helps=care.offers_first(visit.care) is care.First.HELP,
        invites=pairing is Status.NONE and joint,
        asks=visit.shared is not None and care.needs_asking(visit),
        kept=any(e.space == visit.me.id and e.record.day == visit.today for e in pages.entries),
        unreadable=pages.unreadable,
        forged=sum(entry.forged for entry in pages.entries),
    )


def set_aside(visit: Visit, name: str, offers: Iterable[Offer]) -> None:
    """Note for this session that somebody does not want one thing now. Twice is the same."""
    aside = visit.held.get(ASIDE, [])
    if name in {choosing.name_of(offer) for offer in offers} and name not in aside:
        visit.held[ASIDE] = [*aside, name]


def _action(visit: Visit, hour: Hour) -> Action:
    # The person is in the seed: two who compare their pages cannot tell why these differ.
    seed = visit.person + visit.today.isoformat().encode()
    anything = care.offers_first(visit.care) is care.First.ANYTHING
    together = visit.us is not None and anything and not care.needs_asking(visit)
    return away.pick(away.actions(), seed=seed, late=hour.is_late, together=together)
