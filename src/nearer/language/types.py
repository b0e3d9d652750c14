"""The nouns of the coach: labels, marks, crises, readings and suggestions."""

from dataclasses import dataclass
from enum import StrEnum

GAP = "___"
"""In a suggestion: a place that only the person can fill."""

LIMIT = 20_000
"""Code points that are read; the rest of a longer text is left unread."""


class Label(StrEnum):
    """What a stretch of a message may do to the one who reads it."""

    GENERALISATION = "generalisation"
    BLAME = "blame"
    CRITICISM = "criticism"
    CONTEMPT = "contempt"
    DEFENSIVENESS = "defensiveness"
    STONEWALLING = "stonewalling"
    MIND_READING = "mind_reading"
    PSEUDO_FEELING = "pseudo_feeling"
    DEMAND = "demand"
    INVALIDATION = "invalidation"
    SARCASM = "sarcasm"

    FEELING = "feeling"
    OBSERVATION = "observation"
    NEED = "need"
    REQUEST = "request"
    VALIDATION = "validation"
    OPEN_QUESTION = "open_question"
    APPRECIATION = "appreciation"
    REPAIR = "repair"

    @property
    def hurts(self) -> bool:
        """Whether it may hurt; the others help."""
        return self in HURTING


HURTING = frozenset(list(Label)[:11])


class Danger(StrEnum):
    """What kind of danger a message speaks of."""

    SELF_HARM = "self_harm"
    VIOLENCE = "violence"
    COERCION = "coercion"


class Severity(StrEnum):
    """How near the danger is.

    concern: indirect, passive or fearful. serious: intention, threat, recent harm, ongoing
    control. acute: happening, or means and moment are at hand.
    """

    CONCERN = "concern"
    SERIOUS = "serious"
    ACUTE = "acute"

    @property
    def rank(self) -> int:
        """1 to 3; as strings they would sort by letter."""
        return list(Severity).index(self) + 1


class AtRisk(StrEnum):
    """Who may be in danger; reader is the partner whom the message is written to."""

    WRITER = "writer"
    READER = "reader"
    OTHER = "other"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Mark:
    """One stretch of the text and what it may do to the one who reads it.

    start, end: code points, end exclusive; the stretch is never empty and has no space at its
    ends. confidence: 0 to 1; of the marks with 0.8, about 80 % are right. suggestion: another
    wording for the stretch or a question to oneself, or nothing.
    """

    start: int
    end: int
    label: Label
    confidence: float
    reason: str
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Crisis:
    """Words that mean that somebody may be in danger; start and end as in a mark."""

    start: int
    end: int
    danger: Danger
    severity: Severity
    at_risk: AtRisk


@dataclass(frozen=True, slots=True)
class Reading:
    """What was seen in a text.

    marks: by start, then end, then label; different labels may overlap. crises: gravest first;
    where there is one, there are no marks. truncated: the text was longer than LIMIT.
    """

    text: str
    marks: tuple[Mark, ...]
    crises: tuple[Crisis, ...]
    truncated: bool = False

    @property
    def labels(self) -> frozenset[Label]:
        """The labels of the marks."""
        return frozenset(mark.label for mark in self.marks)

    @property
    def crisis(self) -> Crisis | None:
        """The gravest, if there is one."""
        return self.crises[0] if self.crises else None

    def to_dict(self) -> dict[str, object]:
        """Return it in plain types, as `nearer coach --json` prints it."""
        return {
            "text": self.text,
            "marks": [_plain_mark(mark) for mark in self.marks],
            "crises": [_plain_crisis(crisis) for crisis in self.crises],
            "truncated": self.truncated,
        }


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A wording to try in place of text[start:end]; gaps are for the person to fill."""

    start: int
    end: int
    text: str
    why: str


def _plain_mark(mark: Mark) -> dict[str, object]:
    return {
        "start": mark.start,
        "end": mark.end,
        "label": mark.label.value,
        "confidence": round(mark.confidence, 3),
        "reason": mark.reason,
        "suggestion": mark.suggestion,
    }


def _plain_crisis(crisis: Crisis) -> dict[str, object]:
    return {
        "start": crisis.start,
        "end": crisis.end,
        "danger": crisis.danger.value,
        "severity": crisis.severity.value,
        "at_risk": crisis.at_risk.value,
    }
