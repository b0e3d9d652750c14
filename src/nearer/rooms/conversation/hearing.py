"""How a message may land: the coach's reading, laid out for a page (article: 2b, 5f). Pure.

Hurting marks come first: where two overlap the one that hurts is shown. Nothing here is stored.
"""

from dataclasses import dataclass

from nearer.language.types import Label, Mark, Reading, Suggestion


def _(words: str) -> str:
    return words


TITLES = {
    Label.GENERALISATION: _("Always, never, everything"),
    Label.BLAME: _("Whose fault it was"),
    Label.CRITICISM: _("About the person, not the thing"),
    Label.CONTEMPT: _("From above"),
    Label.DEFENSIVENESS: _("Warding off"),
    Label.STONEWALLING: _("A closed door"),
    Label.MIND_READING: _("A guess about inside"),
    Label.PSEUDO_FEELING: _("A verdict that begins with “I feel”"),
    Label.DEMAND: _("No room for a no"),
    Label.INVALIDATION: _("Says that a feeling is wrong"),
    Label.SARCASM: _("The opposite, with an edge"),
    Label.FEELING: _("A feeling of your own"),
    Label.OBSERVATION: _("Something a camera would have seen"),
    Label.NEED: _("What you need"),
    Label.REQUEST: _("A wish that can be met"),
    Label.VALIDATION: _("Room for another view"),
    Label.OPEN_QUESTION: _("A question that opens"),
    Label.APPRECIATION: _("Thanks that can be felt"),
    Label.REPAIR: _("A hand held out"),
}
# More than this on one page is read as a list of faults.
MOST_NOTES = 4


@dataclass(frozen=True)
class Piece:
    """A stretch of the text. number: of the note about it, 0 for none."""

    text: str
    number: int = 0
    hurts: bool = False


@dataclass(frozen=True)
class Try:
    """Another wording for a stretch; start and end count code points of the text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Note:
    """What is said about one marked stretch. title and reason are msgids."""

    number: int
    hurts: bool
    title: str
    said: str
    reason: str
    asks: str
    tries: tuple[Try, ...]


@dataclass(frozen=True)
class Heard:
    """A message as it may land. danger: somebody may be in danger, so there is no coaching."""

    pieces: tuple[Piece, ...]
    notes: tuple[Note, ...]
    danger: bool

    @property
    def hurting(self) -> int:
        """How many places there are to look at."""
        return sum(note.hurts for note in self.notes)


def hear(reading: Reading, suggestions: list[Suggestion]) -> Heard:
    """Return how a message may land. suggestions: for the same text."""
    if reading.crises:
        return Heard((Piece(reading.text),), (), danger=True)
    shown = sorted(_chosen(reading.marks), key=lambda mark: mark.start)
    notes = tuple(
        _note(number, mark, reading.text, suggestions) for number, mark in enumerate(shown, 1)
    )
    return Heard(tuple(_pieces(reading.text, shown)), notes, danger=False)


def retold(text: str, one: Try) -> str:
    """Return a text with one stretch in another wording."""
    return text[: one.start] + one.text + text[one.end :]


def _chosen(marks: tuple[Mark, ...]) -> list[Mark]:
    """Return the marks that are shown: none lies over another, and there are not too many."""
    chosen: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (not mark.label.hurts, -mark.confidence)):
        is_free = all(mark.end <= other.start or mark.start >= other.end for other in chosen)
        if is_free and len(chosen) < MOST_NOTES:
            chosen.append(mark)
    return chosen


def _note(number: int, mark: Mark, text: str, suggestions: list[Suggestion]) -> Note:
    tries = (
        Try(one.start, one.end, one.text)
        for one in suggestions
        if one.start < mark.end and mark.start < one.end
    )
    return Note(
        number=number,
        hurts=mark.label.hurts,
        title=TITLES[mark.label],
        said=text[mark.start : mark.end],
        reason=mark.reason,
        asks=mark.suggestion,
        tries=tuple(tries) if mark.label.hurts else (),
    )


def _pieces(text: str, marks: list[Mark]) -> list[Piece]:
    pieces, at = [], 0
    for number, mark in enumerate(marks, 1):
        pieces.append(Piece(text[at : mark.start]))
        pieces.append(Piece(text[mark.start : mark.end], number, hurts=mark.label.hurts))
        at = mark.end
    pieces.append(Piece(text[at:]))
    return [piece for piece in pieces if piece.text]
