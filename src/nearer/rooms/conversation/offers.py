"""What step 2 offers today (article: 2a-2d). Pure; titles and reasons are msgids."""

from collections import defaultdict
from datetime import datetime

from nearer.house.door import Offer, Records
from nearer.rooms.conversation import floor
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
    found = []
    if _stands_open(records):
        found.append(OPEN)
    if any(_is_new(entry, now) for entry in records.of(Letter) if not entry.mine):
        found.append(LETTER)
    return found


def _is_new(entry: object, now: datetime) -> bool:
    record: Letter = entry.record  # type: ignore[attr-defined]
    return not record.removed and (now.date() - record.day).days < _NEWS_DAYS


def _stands_open(records: Records) -> bool:
    """Tell whether a talk has begun that is not over; what became of it, its page says."""
    moves: dict[tuple[bytes, bytes], list[Move]] = defaultdict(list)
    for entry in records.of(Move):
        moves[entry.space, entry.record.talk].append(entry.record)
    folded = ((space, floor.fold(own)) for (space, _), own in moves.items())
    found = [(space, talk) for space, talk in folded if talk]
    return any(not talk.is_over and not _is_overtaken(space, talk, found) for space, talk in found)


def _is_overtaken(space: bytes, talk: Talk, found: list[tuple[bytes, Talk]]) -> bool:
    """Tell whether a talk that was begun alone has ended because one between the two began."""
    later = any(where != space and other.begun > talk.begun for where, other in found)
    return talk.mode is Mode.ONE and later
