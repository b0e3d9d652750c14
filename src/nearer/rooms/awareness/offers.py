"""What step 1 offers today (article: 1a-1c, Z). Pure; titles and reasons are msgids."""

from datetime import datetime

from nearer.article import Direction
from nearer.house.door import Offer, Records
from nearer.rooms.awareness import history, noticing, pulse
from nearer.rooms.awareness.check import Length, first_open, is_asked_by_sign, still_open, way
from nearer.rooms.awareness.records import Check, SealedCheck

ROOM = "awareness"


def _(words: str) -> str:
    return words


FIRST = Offer(
    key="first",
    room=ROOM,
    weight=80,
    minutes=3,
    title=_("Eight short questions about the last two weeks"),
    reason=_("A first look. Strengths come first, and only you see it."),
    url_name="awareness:check",
    icon="list",
)
GO_ON = Offer(
    key="go-on",
    room=ROOM,
    weight=70,
    minutes=2,
    title=_("The questions that you began"),
    reason=_("Your answers are kept. You can go on where you were."),
    url_name="awareness:check",
    word=_("Go on"),
    icon="list",
)
OTHER_WAY = Offer(
    key="other-way",
    room=ROOM,
    weight=60,
    minutes=3,
    title=_("The same eight questions, the other way round"),
    reason=_("You answered one side of it. The other takes three minutes."),
    url_name="awareness:check",
    icon="list",
)
BY_SIGN = Offer(
    key="by-sign",
    room=ROOM,
    weight=40,
    minutes=4,
    title=_("A second question for each sign"),
    reason=_("With two answers a sign, a picture can be drawn."),
    url_name="awareness:check",
    icon="list",
)
AGAIN = Offer(
    key="again",
    room=ROOM,
    weight=30,
    minutes=3,
    title=_("A new look at the last two weeks"),
    reason=_("Your last answers are from earlier weeks. They stay as they are."),
    url_name="awareness:check",
    icon="list",
)
OPENED = Offer(
    key="opened",
    room=ROOM,
    weight=90,
    minutes=2,
    title=_("Both envelopes are open"),
    reason=_("You both said that you were ready. Read it alone or together."),
    url_name="awareness:opened",
    needs_two=True,
    joint=True,
    word=_("Read it"),
    icon="picture",
)
SEAL = Offer(
    key="seal",
    room=ROOM,
    weight=50,
    minutes=2,
    title=_("An envelope for your answers"),
    reason=_("You have enough answers for a picture of both, if you want one."),
    url_name="awareness:envelope",
    needs_two=True,
    joint=True,
    word=_("Look at it"),
    icon="letter",
)
SEALED = Offer(
    key="sealed",
    room=ROOM,
    weight=10,
    minutes=1,
    title=_("Your sealed envelope"),
    reason=_("It opens when both of you are ready. You can take it back."),
    url_name="awareness:envelope",
    needs_two=True,
    joint=True,
    word=_("Look at it"),
    icon="letter",
)
PULSE = Offer(
    key="week",
    room=ROOM,
    weight=45,
    minutes=1,
    title=_("Five short questions about this week"),
    reason=_("Each alone, under a minute. A week without them is fine."),
    url_name="awareness:week",
    icon="date",
)
PULSE_GO_ON = Offer(
    key="week-go-on",
    room=ROOM,
    weight=46,
    minutes=1,
    title=_("The rest of the five questions of this week"),
    reason=_("You began them this week. What you said is kept."),
    url_name="awareness:week",
    word=_("Go on"),
    icon="date",
)
TOLD_WEEK = Offer(
    key="noticed-week",
    room=ROOM,
    weight=42,
    minutes=1,
    title=_("What you noticed, in a few words"),
    reason=_("The week has ended, and you had written some of it down."),
    url_name="awareness:noticed",
    word=_("Read it"),
    icon="eye",
)
NOTICE = Offer(
    key="notice",
    room=ROOM,
    weight=15,
    minutes=1,
    title=_("I noticed something"),
    reason=_("One tap, one line. Only you can open it."),
    url_name="awareness:noticed",
    icon="pen",
)
# A week is told on its Sunday and on the Monday after.
_TELLING_DAYS = (6, 0)

CHANGED = Offer(
    key="changed",
    room=ROOM,
    weight=45,
    minutes=1,
    title=_("You changed answers since you sealed"),
    reason=_("Your envelope stays closed until you seal the new ones, or take it back."),
    url_name="awareness:envelope",
    needs_two=True,
    joint=True,
    word=_("Look at it"),
    icon="letter",
)


def offers(records: Records, now: datetime) -> list[Offer]:
    """Return what one person could do now, without a word on what the other has done.

    now: in the person's own zone, whose calendar day counts.
    """
    newest = history.latest(records)
    return [*_for_one(newest, now), *_for_two(records), *_of_the_week(records, now), NOTICE]


def _for_one(check: Check | None, now: datetime) -> list[Offer]:
    if check is None:
        return [FIRST]
    if not still_open(check.begun, now.date()):
        return [AGAIN]
    finished = sum(_is_done(check, direction) for direction in Direction)
    if finished < len(Direction):
        return [OTHER_WAY if finished else GO_ON]
    return [] if is_asked_by_sign(history.answered_keys(check)) else [BY_SIGN]


def _of_the_week(records: Records, now: datetime) -> list[Offer]:
    today = now.date()
    said = pulse.said(records, pulse.week_of(today))
    offered = []
    if pulse.next_open(said) is not None:
        offered.append(PULSE_GO_ON if said else PULSE)
    if today.weekday() in _TELLING_DAYS and noticing.of_week(records, noticing.told_week(today)):
        offered.append(TOLD_WEEK)
    return offered


def _for_two(records: Records) -> list[Offer]:
    if history.is_news(records):
        return [OPENED]
    if history.is_sealed(records):
        return [CHANGED if history.seals_older(records) else SEALED]
    opened, check = history.opened(records), history.shown(records)
    fresh = (
        check and history.has_picture(check) and not (opened and _is_the_same(opened.mine, check))
    )
    return [SEAL] if fresh else []


def _is_the_same(sealed: SealedCheck, check: Check) -> bool:
    """Tell whether the picture holds just these answers already."""
    return sealed.receive == history.given(check, Direction.RECEIVE) and (
        sealed.give == history.given(check, Direction.GIVE)
    )


def _is_done(check: Check, direction: Direction) -> bool:
    answered = history.answered_keys(check)
    return first_open(way(direction, Length.SHORT), answered) is None
