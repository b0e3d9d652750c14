"""The one next thing: a table of who is here, what is offered, and what comes first."""

import pytest

from nearer.house.door import Offer
from nearer.journey.choosing import Choice, name_of, next_thing
from nearer.safety.level import Level


def offer(key: str, weight: int = 30, *, joint: bool = False, needs_two: bool = False) -> Offer:
    return Offer(
        key=key,
        room="awareness",
        weight=weight,
        minutes=3,
        title=f"{key}, as a question",
        reason=f"why {key}",
        url_name="awareness:check",
        joint=joint,
        needs_two=needs_two,
    )


CHECK = offer("check", 30)
NOTICE = offer("notice", 20)
ENVELOPE = offer("envelope", 40, joint=True, needs_two=True)
PICTURE = offer("picture", 25, needs_two=True)
WAITING = offer("waiting", 19, joint=True, needs_two=True)
ALL = [NOTICE, ENVELOPE, CHECK, PICTURE]

NOBODY_ASKED = None
CAREFUL = [Level.LEVEL_2_OWN, Level.LEVEL_2, Level.LEVEL_2_PLUS]


@pytest.mark.parametrize(
    ("offers", "paired", "care", "aside", "first", "rest"),
    [
        # Nothing is offered: nothing is invented.
        ([], True, NOBODY_ASKED, (), None, []),
        ([], False, NOBODY_ASKED, (), None, []),
        # What weighs most comes first, whatever the order it was offered in.
        (ALL, True, NOBODY_ASKED, (), ENVELOPE, [CHECK, PICTURE, NOTICE]),
        (ALL[::-1], True, Level.LEVEL_0, (), ENVELOPE, [CHECK, PICTURE, NOTICE]),
        # Alone: nothing that needs two is ever seen.
        (ALL, False, NOBODY_ASKED, (), CHECK, [NOTICE]),
        ([ENVELOPE, PICTURE], False, NOBODY_ASKED, (), None, []),
        # What only waits is listed, and never stands on the plane.
        ([WAITING], True, NOBODY_ASKED, (), None, [WAITING]),
        ([WAITING, NOTICE], True, NOBODY_ASKED, (), NOTICE, [WAITING]),
        ([WAITING, CHECK], True, NOBODY_ASKED, ["check"], None, [WAITING, CHECK]),
        # Gently: what works alone comes before anything for two, however much that weighs.
        (ALL, True, Level.LEVEL_1, (), CHECK, [PICTURE, NOTICE, ENVELOPE]),
        # Carefully: nothing for two at all.
        *((ALL, True, level, (), CHECK, [PICTURE, NOTICE]) for level in CAREFUL),
        *(([ENVELOPE], True, level, (), None, []) for level in CAREFUL),
        # Not tonight: the next one comes up, and what was set aside waits at the end.
        (ALL, True, NOBODY_ASKED, ["envelope"], CHECK, [PICTURE, NOTICE, ENVELOPE]),
        ([CHECK], False, NOBODY_ASKED, ["check"], None, [CHECK]),
        (ALL, True, Level.LEVEL_2, ["check", "picture"], NOTICE, [CHECK, PICTURE]),
        # What was set aside but is not offered any more changes nothing.
        ([CHECK], True, NOBODY_ASKED, ["gone"], CHECK, []),
    ],
)
def test_one_thing_comes_first(offers, paired, care, aside, first, rest):
    chosen = next_thing(
        offers, paired=paired, care=care, set_aside=[f"awareness:{key}" for key in aside]
    )
    assert chosen == Choice(first, tuple(rest))


def test_equal_weights_keep_the_order_of_the_rooms():
    one, other = offer("one"), offer("other")
    assert next_thing([one, other], paired=True, care=None).first == one
    assert next_thing([other, one], paired=True, care=None).first == other


@pytest.mark.parametrize("level", CAREFUL)
@pytest.mark.parametrize("aside", [(), ("awareness:check",), ("awareness:envelope",)])
def test_no_joint_thing_is_left_anywhere_where_we_go_carefully(level, aside):
    chosen = next_thing(ALL, paired=True, care=level, set_aside=aside)
    assert not any(o.joint for o in (chosen.first, *chosen.rest) if o)


def test_two_rooms_may_use_the_same_key():
    assert name_of(offer("check")) == "awareness:check"
