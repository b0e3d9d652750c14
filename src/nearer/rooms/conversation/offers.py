"""What step 2 offers today (article: 2a-2d). Pure; titles and reasons are msgids."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime

from nearer.house.door import Offer, Records
from nearer.rooms.conversation import floor, talks
from nearer.rooms.conversation.floor import Talk
from nearer.rooms.conversation.records import Letter, Mode, Move

ROOM = "conversation"


def _(words: str) -> str:
    return words


TALK = Offer(
    key="talk",
    room=ROOM,
    weight=35,
    minutes=20,
    title=_("A prepared talk: one speaks, one listens"),
    reason=_("Twenty quiet minutes, on one phone or on two. You can prepare it alone."),
    url_name="conversation:talks",
    joint=True,
    icon="talk",
)
OPEN = Offer(
    key="open-talk",
    room=ROOM,
    weight=65,
    minutes=20,
    title=_("A talk that stands open"),
    reason=_("It waits where it was. It can also wait longer, or end."),
    url_name="conversation:room",
    joint=True,
    word=_("Look at it"),
    icon="talk",
)
PAUSED = replace(
    OPEN,
    title=_("A pause in your talk"),
    reason=_("Until then, nobody has to answer."),
)
BACK = replace(
    OPEN,
    weight=82,
    title=_("The pause in your talk is over"),
    reason=_("Go on whenever you like. A late return is fine."),
)
LETTER = Offer(
    key="letter",
    room=ROOM,
    weight=55,
    minutes=2,
    title=_("A letter lies between you"),
    reason=_("To be read when there is quiet. Nothing tells whether it was."),
    url_name="conversation:letters",
    needs_two=True,
    joint=True,
    word=_("Read it"),
    icon="letter",
)
WORDS = Offer(
    key="words",
    room=ROOM,
    weight=25,
    minutes=5,
    title=_("Find the words for one thing"),
    reason=_("Say it to this page first. It shows how it may land, and keeps nothing."),
    url_name="conversation:words",
    icon="pen",
)
QUESTION = Offer(
    key="question",
    room=ROOM,
    weight=18,
    minutes=2,
    title=_("One question for the two of you"),
    reason=_("A card from the deck, to be asked away from the phone."),
    url_name="conversation:questions",
    icon="talk",
)
# A letter is pointed at for a week; after that it only lies among the letters.
_NEWS_DAYS = 7


def offers(records: Records, now: datetime) -> list[Offer]:
    """Return what one person could do now, without a word on what the other has done."""
    return [*_news(records, now), TALK, WORDS, QUESTION]


def _news(records: Records, now: datetime) -> list[Offer]:
    found = [open_talk] if (open_talk := _open_talk(records, now)) else []
    if any(_is_new(entry, now) for entry in records.of(Letter) if not entry.mine):
        found.append(LETTER)
    return found


def _is_new(entry: object, now: datetime) -> bool:
    record: Letter = entry.record  # type: ignore[attr-defined]
    return not record.removed and (now.date() - record.day).days < _NEWS_DAYS


def _open_talk(records: Records, now: datetime) -> Offer | None:
    """Return what a talk that is not over offers; what became of it, its page says."""
    moves: dict[tuple[bytes, bytes], list[Move]] = defaultdict(list)
    for entry in records.of(Move):
        moves[entry.space, entry.record.talk].append(entry.record)
    folded = [(space, floor.fold(own), own) for (space, _), own in moves.items()]
    found = [(space, talk) for space, talk, _ in folded if talk]
    for space, talk in found:
        if not talk.is_over and not _is_overtaken(space, talk, found):
            return _as_it_stands(talk, now)
    # One whose beginning lies on an older shelf goes on as well.
    older = (own for _, talk, own in folded if talk is None)
    return None if all(map(talks.is_closed, older)) else OPEN


def _as_it_stands(talk: Talk, now: datetime) -> Offer:
    if talk.pause is None:
        return OPEN
    if now >= talk.pause.until:
        return BACK
    return replace(PAUSED, back_at=f"{talk.pause.until.astimezone(now.tzinfo):%H:%M}")


def _is_overtaken(space: bytes, talk: Talk, found: list[tuple[bytes, Talk]]) -> bool:
    """Tell whether a talk that was begun alone has ended because one between the two began."""
    later = any(where != space and other.begun > talk.begun for where, other in found)
    return talk.mode is Mode.ONE and later
