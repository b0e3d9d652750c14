"""Words that no page may say: a lint over templates, as a pure function.

Each rule is here for somebody: for whoever may be looked over the shoulder (telling words), for
whoever thinks of dying (how suicide is spoken of), for the one who would be watched through the
other's page (seen, typing, streaks), and for whoever would be sent to the person they fear.
"""

import re
from dataclasses import dataclass
from enum import Enum


class Rule(Enum):
    """Why a word is refused."""

    TELLING = "tells what this is about, in an address or a title"
    SUICIDE = "speaks of suicide as a crime, a success or a failure, or names a way"
    WATCHING = "shows when or whether the other did something"
    CONFRONTING = "sends somebody to talk to the person they may fear"
    VOICE = "is not how Nearer speaks"


@dataclass(frozen=True)
class Found:
    """One refused phrase."""

    line: int
    phrase: str
    rule: Rule


TELLING = re.compile(
    r"abus|safety|neglect|partner|couple|private|quit|affair|divorce|violen|crisis|suicid|relationship",
    re.IGNORECASE,
)
PHRASES = {
    Rule.SUICIDE: (
        r"commit(?:s|ted|ting)? suicide",
        r"(?:successful|unsuccessful|failed|completed|attempted) suicides?",
        r"suicide (?:attempt )?(?:failed|succeeded)",
        r"suicide epidemic",
        r"(?:hang(?:ed|ing)?|overdos\w+|shoot(?:ing)?|shot) (?:him|her|them|your|my)sel(?:f|ves)",
    ),
    Rule.WATCHING: (
        r"last (?:seen|active|online|visit|signed in)",
        r"(?:is|are) (?:typing|online|writing now)",
        r"ha(?:s|ve|d)(?:n.t| not| already)? (?:seen|read|opened|answered) (?:it|this|yours?)",
        r"seen (?:at|by|on)\b",
        r"read receipts?",
        r"waiting for (?:\[\w*\]|the other|your partner|them|him|her)",
        r"streaks?",
        r"days? in a row",
        r"unread",
    ),
    Rule.CONFRONTING: (
        r"(?:talk|speak) (?:to|with) your partner",
        r"(?:tell|ask|confront|show) your partner",
        r"raise (?:it|this) with (?:your partner|the other|them|him|her)",
        r"bring (?:it|this) up with",
    ),
    Rule.VOICE: (
        r"please",
        r"oops",
        r"invalid",
        r"victims?",
        r"perpetrators?",
        r"toxic",
        r"abusers?",
        r"toolbox(?:es)?",
        r"amazing",
        r"well done",
        r"great job",
        r"keep going",
        r"\S*\S!",
    ),
}
COMPILED = {
    rule: re.compile("|".join(rf"(?<!\w)(?:{phrase})(?!\w)" for phrase in phrases), re.IGNORECASE)
    for rule, phrases in PHRASES.items()
}

COMMENTS = re.compile(r"{#.*?#}|{%\s*comment\s*%}.*?{%\s*endcomment\s*%}|<!--.*?-->", re.DOTALL)
VARIABLE = re.compile(r"{{.*?}}|%\(\w+\)s", re.DOTALL)
TAG = re.compile(r"{%.*?%}", re.DOTALL)
TRANSLATED = re.compile(r"{%\s*(?:translate|trans)\s+(\"[^\"]*\"|'[^']*')")
SPOKEN = re.compile(r"(?:aria-label|alt|placeholder|title|content|value)=\"([^\"]*)\"")
MARKUP = re.compile(r"<[^>]*>", re.DOTALL)


def in_template(source: str) -> list[Found]:
    """Return every refused phrase in what a template says to people."""
    said = spoken(source)
    return sorted(
        (
            Found(said.count("\n", 0, match.start()) + 1, match[0], rule)
            for rule, phrases in COMPILED.items()
            for match in phrases.finditer(said)
        ),
        key=lambda found: (found.line, found.phrase),
    )


def in_address(address: str) -> list[str]:
    """Return the telling words in an address, a title, or the name of a cookie or an icon."""
    return [match[0] for match in TELLING.finditer(address)]


def spoken(source: str) -> str:
    """Return only what people read or hear of a template, each line where it was."""
    text = COMMENTS.sub(_blank, source)
    text = VARIABLE.sub(lambda match: "[]" + _blank(match), text)
    text = TRANSLATED.sub(lambda match: match[1][1:-1] + _blank(match), text)
    text = TAG.sub(_blank, text)
    return MARKUP.sub(lambda match: " ".join(SPOKEN.findall(match[0])) + _blank(match), text)


def _blank(match: re.Match[str]) -> str:
    """Return as many line ends as were taken out, so that lines keep their numbers."""
    return "\n" * match[0].count("\n")
