"""The thoughts of step 1 in words: signs, ways, headings, reasons, in the reader's language.

Thinking knows no words; templates know no rules. This stands between them.
"""

from typing import assert_never

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from nearer.article import Direction, Sign
from nearer.rooms.awareness.cells import Cell
from nearer.rooms.awareness.change import Change, Comparison
from nearer.rooms.awareness.change import Row as Moved
from nearer.rooms.awareness.gap import Lead, Picture
from nearer.rooms.awareness.items import Answer, Item
from nearer.rooms.awareness.line import Trend
from nearer.rooms.awareness.noticing import End, Times
from nearer.rooms.awareness.questions import Because, Question
from nearer.rooms.awareness.signs import words_of
from nearer.rooms.awareness.solo import SoloPicture
from nearer.rooms.awareness.ways import Row, Verdict, Way


def isolated(called: str) -> str:
    """Return a name that keeps its own direction, so that it scrambles no sentence around it."""
    return f"\u2068{called}\u2069" if called else ""


def word(answer: Answer) -> str:
    """Return one of the five words, as inside a sentence."""
    return {
        Answer.NEVER: _("never"),
        Answer.RARELY: _("rarely"),
        Answer.SOMETIMES: _("sometimes"),
        Answer.OFTEN: _("often"),
        Answer.VERY_OFTEN: _("very often"),
    }[answer]


def item_text(item: Item, direction: Direction, other: str) -> str:
    """Return an item with the other's name in it; without a name, "the other person"."""
    return asked(item.text(direction), other)


def asked(msgid: str, other: str) -> str:
    """Return a text with the other's name in it; without a name, "the other person"."""
    text = _(msgid)
    if other:
        return text.format(other=isolated(other))
    return capfirst(text.format(other=_("the other person")))


def hint(item: Item) -> str:
    """Return what stands under an item, if anything does."""
    return _(item.hint) if item.hint else ""


def name(sign: Sign) -> str:
    """Return a sign's name, as a row of a picture has it."""
    return _(words_of(sign).name)


def line(sign: Sign) -> str:
    """Return one thing of a sign that can be seen."""
    return _(words_of(sign).line)


def toward(way: Way) -> str:
    """Return a way as a whole phrase: "Ada being listened to"."""
    phrase = _(words_of(way.sign).toward)
    return phrase.format(name=isolated(way.receiver.called), giver=isolated(way.giver.called))


def tell(way: Way) -> str:
    """Return what both say of one way, in one sentence."""
    if way.both is None:
        return _("%(phrase)s: too few answers so far.") % {"phrase": toward(way)}
    match way.verdict:
        case Verdict.SAME:
            text = _("%(phrase)s: you both say %(word)s.")
            return text % {"phrase": toward(way), "word": word(way.both.received.word)}
        case Verdict.DIFFERENTLY:
            return _tell_apart(way)
        case Verdict.EARLY:
            low, high = way.both.anywhere
            text = _("%(phrase)s: so far it could be anywhere from %(low)s to %(high)s.")
            return text % {"phrase": toward(way), "low": word(low), "high": word(high)}


def both_words(row: Row) -> str:
    """Return what both say of a sign: one word, or one for each of the two."""
    if row.word:
        return word(row.word)
    toward_a, toward_b = row.ways
    text = _("%(word_a)s for %(name_a)s, %(word_b)s for %(name_b)s")
    return text % {
        "word_a": word(toward_a.word) if toward_a.word else "",
        "name_a": isolated(toward_a.receiver.called),
        "word_b": word(toward_b.word) if toward_b.word else "",
        "name_b": isolated(toward_b.receiver.called),
    }


def verdict(way: Way) -> str:
    """Return how two see one way, as the table says it."""
    return {
        Verdict.SAME: _("the same"),
        Verdict.DIFFERENTLY: _("differently"),
        Verdict.EARLY: _("too early to tell"),
    }[way.verdict]


def heading(picture: Picture) -> str:
    """Return the heading of a picture of two: strengths from data, never invented."""
    if picture.lead is Lead.TOO_EARLY:
        return _("It is too early for a picture.")
    clauses = [_(words_of(sign).reaches_both) for sign in picture.strengths]
    return _sentence(clauses) if clauses else _("Here is what you each say.")


def lead(picture: Picture) -> str:
    """Return the sentence under that heading."""
    match picture.lead:
        case Lead.BOTH_SAY_SO:
            return _("You both say so. Start there.")
        case Lead.ALL_THE_SAME:
            return _("You see all eight signs the same way.")
        case Lead.ALL_APART:
            return _(
                "Your answers differ on all eight signs. "
                "Two people can live the same weeks in two ways."
            )
        case Lead.SOME_APART:
            return _("Two people can live the same weeks in two ways.")
        case Lead.TOO_EARLY:
            return _("A few more answers, whenever you like. Until then, nothing is drawn.")


def solo_heading(picture: SoloPicture) -> str:
    """Return the heading of one person's own picture."""
    signs = [strength.sign for strength in picture.strengths]
    if not signs:
        return _("Here is what you say.")
    if picture.seen_from is Direction.RECEIVE:
        return _sentence([_(words_of(sign).reaches) for sign in signs])
    match [_given(sign) for sign in signs]:
        case [first, second]:
            text = _("You give most often: %(first)s and %(second)s.")
            return text % {"first": first, "second": second}
        case given:
            return _("You give most often: %(only)s.") % {"only": given[0]}


def because(question: Question) -> str:
    """Return why this question is asked."""
    topic = _topic(question.sign) if question.sign else ""
    match question.because:
        case Because.APART:
            text = _(
                "Why this one: your answers about %(topic)s are furthest apart. "
                "Both can be true of the same weeks."
            )
        case Because.ALIKE:
            text = _(
                "Why this one: of what you both say the same, %(topic)s comes least often. "
                "You agree on that."
            )
        case Because.SOLO:
            text = _(
                "Why this one: %(topic)s is among what reaches you least often just now. "
                "That can hurt to read. It is two weeks, and not all of you."
            )
        case Because.NEEDS_NO_PICTURE:
            text = _("This one needs no picture.")
        case _:  # pragma: no cover
            assert_never(question.because)
    return text % {"topic": topic}


def numbers(cell: Cell) -> str:
    """Return a mean and its margin, for tables only."""
    return f"{cell.mean:.1f} ({cell.low:.1f}–{cell.high:.1f})"  # noqa: RUF001  a dash for a range


def finding(trend: Trend) -> str:
    """Return what a line over weeks can say, as the title of its drawing."""
    return {
        Change.BETTER: _("More often than when this line began."),
        Change.WORSE: _("Less often than when this line began."),
        Change.SAME: _("No clear change."),
        Change.EARLY: _("Too early to speak of a change."),
    }[trend.change]


def moved(row: Moved) -> str:
    """Return one sign from one end, as a row of "then and now" has it."""
    if row.direction is Direction.RECEIVE:
        return _("%(sign)s, as it reaches you") % {"sign": name(row.sign)}
    return _("%(sign)s, as you give it") % {"sign": name(row.sign)}


def then_and_now(page: Comparison) -> str:
    """Return the heading of two checks side by side: a finding, careful as its margins."""
    match bool(page.better), bool(page.worse):
        case True, True:
            return _("Some of it comes more often now, some less.")
        case True, False:
            return _("Some of it comes more often now.")
        case False, True:
            return _("Some of it comes less often now.")
        case _:
            return _("No clear change.") if page.same else _("It is too early to compare.")


def noticed(end: End, other: str) -> str:
    """Return what was noticed of one end of a week, in one sentence."""
    who = other or _("The other person")
    values = {"name": who, "seen": _times(end.seen), "missed": _times(end.missed)}
    seen, missed = end.seen is not Times.NEVER, end.missed is not Times.NEVER
    match end.mine, seen and missed, seen:
        case True, True, _:
            text = _("You reached out: it was seen %(seen)s, and went past %(missed)s.")
        case True, False, True:
            text = _("You reached out, and it was seen %(seen)s.")
        case True, False, False:
            text = _("You reached out, and it went past %(missed)s.")
        case False, True, _:
            text = _("%(name)s reached out: you saw it %(seen)s, and it went past %(missed)s.")
        case False, False, True:
            text = _("%(name)s reached out, and you saw it %(seen)s.")
        case _:
            text = _(
                "%(name)s reached out, and it went past %(missed)s. You noticed it all the same."
            )
    return text % values


def _times(times: Times) -> str:
    return {
        Times.NEVER: "",
        Times.ONCE: _("once"),
        Times.TWICE: _("twice"),
        Times.A_FEW: _("a few times"),
        Times.MANY: _("many times"),
    }[times]


def left(questions: int) -> str:
    """Return how many questions are left, in words: nobody needs to count."""
    if questions <= len(_few()):
        return _few()[questions - 1] if questions else _("The last one")
    tens = min(6, round(questions / 10))
    return (
        _("About ten more"),
        _("About twenty more"),
        _("About thirty more"),
        _("About forty more"),
        _("About fifty more"),
        _("About sixty more"),
    )[tens - 1]


def _few() -> tuple[str, ...]:
    return (
        _("One more"),
        _("Two more"),
        _("About three more"),
        _("About four more"),
        _("About five more"),
        _("About six more"),
        _("About seven more"),
        _("About eight more"),
        _("About nine more"),
    )


def _tell_apart(way: Way) -> str:
    first, second = way.says
    return _("%(phrase)s: %(first)s says %(word)s, %(second)s says %(other)s.") % {
        "phrase": toward(way),
        "first": isolated(first.person.called),
        "word": word(first.word),
        "second": isolated(second.person.called),
        "other": word(second.word),
    }


def _sentence(clauses: list[str]) -> str:
    """Make a sentence of one or two whole clauses."""
    match clauses:
        case [first, second]:
            text = _("%(first)s, and %(second)s.") % {"first": first, "second": second}
        case _:
            text = _("%(only)s.") % {"only": clauses[0]}
    return capfirst(text)


def _topic(sign: Sign) -> str:
    return _(words_of(sign).topic)


def _given(sign: Sign) -> str:
    return _(words_of(sign).given)
