"""What Help now says for each country, in the order of the page. Pure."""

import re
from dataclasses import dataclass
from itertools import groupby

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nearer.safety.countries import in_order
from nearer.safety.helplines import Kind, Line

LANGUAGES = {
    "am": gettext_lazy("Amharic"),
    "ar": gettext_lazy("Arabic"),
    "da": gettext_lazy("Danish"),
    "de": gettext_lazy("German"),
    "en": gettext_lazy("English"),
    "es": gettext_lazy("Spanish"),
    "fa": gettext_lazy("Persian"),
    "fi": gettext_lazy("Finnish"),
    "fr": gettext_lazy("French"),
    "ha": gettext_lazy("Hausa"),
    "he": gettext_lazy("Hebrew"),
    "hi": gettext_lazy("Hindi"),
    "it": gettext_lazy("Italian"),
    "ja": gettext_lazy("Japanese"),
    "ko": gettext_lazy("Korean"),
    "ms": gettext_lazy("Malay"),
    "nl": gettext_lazy("Dutch"),
    "no": gettext_lazy("Norwegian"),
    "pl": gettext_lazy("Polish"),
    "pt": gettext_lazy("Portuguese"),
    "ru": gettext_lazy("Russian"),
    "sq": gettext_lazy("Albanian"),
    "sv": gettext_lazy("Swedish"),
    "sw": gettext_lazy("Swahili"),
    "ta": gettext_lazy("Tamil"),
    "tl": gettext_lazy("Tagalog"),
    "tr": gettext_lazy("Turkish"),
    "uk": gettext_lazy("Ukrainian"),
    "zh": gettext_lazy("Chinese"),
}


@dataclass(frozen=True)
class Land:
    """One country's part of the page: its lines by kind, a kind without a line left out."""

    code: str
    name: str
    kinds: tuple[tuple[Kind, tuple[tuple[Line, str], ...]], ...]


def lands(lines: tuple[Line, ...]) -> list[Land]:
    """Return every country that has lines, by its name; each line with what to know about it."""
    return [_land(code, name, lines) for code, name in in_order({line.country for line in lines})]


def about(line: Line) -> str:
    """Return what a caller should know, as one line of words."""
    parts = [
        line.region,
        _hours(line.hours),
        line.cost,
        _("for %(people)s") % {"people": line.audience} if line.audience else "",
        line.text,
        ", ".join(str(LANGUAGES.get(language, language)) for language in line.languages),
        line.note,
    ]
    return " · ".join(capfirst(_unsure(part)) for part in parts if part)


def _land(code: str, name: str, lines: tuple[Line, ...]) -> Land:
    order = list(Kind)
    own = sorted(
        (line for line in lines if line.country == code), key=lambda line: order.index(line.kind)
    )
    kinds = groupby(own, key=lambda line: line.kind)
    return Land(
        code, name, tuple((kind, tuple((line, about(line)) for line in of)) for kind, of in kinds)
    )


def _hours(hours: str) -> str:
    if re.search(r"\bcheck\b", hours):
        # Sources disagree. Half a truth about when somebody answers is worse than saying so.
        return _("hours not certain")
    return _("day and night") if hours == "24/7" else hours


def _unsure(words: str) -> str:
    return words.replace("(check)", _("(not certain)"))
