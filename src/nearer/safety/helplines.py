"""The help lines: read from a file, checked, refused as a whole when anything is wrong. Pure.

A wrong number is worse than none, so one doubtful entry refuses the file, and the error names it.
How to write such a file: `content/README.md`.
"""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any
from urllib.parse import quote

import msgspec

SCHEMA = 1
SOURCES = 2


class Kind(StrEnum):
    """What a line is for, in the order of the page."""

    EMERGENCY = "emergency"
    DOMESTIC_ABUSE = "domestic_abuse"
    SUICIDE = "suicide"
    PEOPLE_WHO_HARM = "people_who_harm"
    CHILD_YOUTH = "child_youth"
    COUNSELLING_FINDER = "counselling_finder"


class Line(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One service, as the file gives it."""

    country: str
    kind: Kind
    name: str
    sources: tuple[str, ...]
    confidence: str
    checked_by_person: str
    number: str = ""
    text_number: str = ""
    url: str = ""
    region: str = ""
    text: str = ""
    hours: str = ""
    cost: str = ""
    audience: str = ""
    languages: tuple[str, ...] = ()
    note: str = ""
    stored: str = ""

    @property
    def shown(self) -> str:
        """Return what one dials, texts or opens, as it is read."""
        return self.number or self.text_number or self.url.removeprefix("https://").rstrip("/")

    @property
    def address(self) -> str:
        """Return what a tap opens."""
        if self.url:
            return self.url
        scheme = "tel" if self.number else "sms"
        return f"{scheme}:{quote(dialled(self.shown), safe='+*')}"

    @property
    def checked_on(self) -> date | None:
        """Return the day on which a person last dialled or looked it up; None: nobody yet."""
        return date.fromisoformat(self.checked_by_person[:10]) if self.checked_by_person else None


class BrokenHelplines(ValueError):
    """A file of help lines that is not used, with the entry and what is wrong with it."""


def parse(text: str, countries: frozenset[str]) -> tuple[Line, ...]:
    """Return the lines of a file; raise BrokenHelplines for the first thing that is wrong.

    countries: the codes that a line may name.
    """
    try:
        file = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BrokenHelplines(f"the file is not TOML: {error}") from None
    if file.get("schema") != SCHEMA:
        raise BrokenHelplines(f"schema is {file.get('schema')!r}; this version reads {SCHEMA}")
    entries = file.get("line")
    if not isinstance(entries, list) or not entries:
        raise BrokenHelplines("the file holds no [[line]]; add one or remove the file")
    return tuple(_lines(entries, countries))


def dialled(number: str) -> str:
    """Return only what a telephone dials."""
    return re.sub(r"[^0-9*#+]", "", number)


def _lines(entries: list[Any], countries: frozenset[str]) -> Iterator[Line]:
    taken: dict[tuple[str, Kind, str], int] = {}
    for count, entry in enumerate(entries, start=1):
        line = _line(count, entry)
        for fault in _faults(line, countries):
            raise BrokenHelplines(f"{_called(count, entry)}: {fault}")
        same = (line.country, line.kind, line.url or dialled(line.shown))
        if same in taken:
            fault = f"entry {taken[same]} has the same number; keep one of them"
            raise BrokenHelplines(f"{_called(count, entry)}: {fault}")
        taken[same] = count
        yield line


def _line(count: int, entry: Any) -> Line:
    try:
        return msgspec.convert(entry, Line)
    except msgspec.ValidationError as error:
        raise BrokenHelplines(f"{_called(count, entry)}: {error}") from None


def _faults(line: Line, countries: frozenset[str]) -> Iterator[str]:
    """Yield what is wrong with one entry."""
    if line.country not in countries:
        yield f"country {line.country!r} is no ISO 3166-1 code of two capitals"
    if not line.name.strip():
        yield "name is empty"
    yield from _faults_of_evidence(line)
    yield from _faults_of_ways(line)


def _faults_of_evidence(line: Line) -> Iterator[str]:
    if line.confidence != "two_sources":
        yield f"confidence is {line.confidence!r}; only 'two_sources' may be shown"
    if len({source.strip() for source in line.sources} - {""}) < SOURCES:
        yield f"it names {len(line.sources)} sources; two different ones must agree on the number"
    if line.checked_by_person and not _names_a_day(line.checked_by_person):
        yield (
            f"checked_by_person is {line.checked_by_person!r}; "
            "leave it empty or write 'YYYY-MM-DD initials dialled'"
        )


def _faults_of_ways(line: Line) -> Iterator[str]:
    if len([way for way in (line.number, line.text_number, line.url) if way]) != 1:
        yield "it needs exactly one of number, text_number and url"
    number = line.number or line.text_number
    if number and not re.fullmatch(r"[0-9 \-()+*#]*[0-9][0-9 \-()+*#]*", number):
        yield f"{number!r} may hold only digits, blanks and -()+*#"
    if line.url and not re.fullmatch(r"https://[^\s/]+\S*", line.url):
        yield f"url {line.url!r} must begin with https://"


def _names_a_day(checked: str) -> bool:
    match = re.fullmatch(r"(\d{4}-\d{2}-\d{2}) \S+ (?:dialled|looked up)", checked)
    if match is None:
        return False
    try:
        date.fromisoformat(match[1])
    except ValueError:
        return False
    return True


def _called(count: int, entry: Any) -> str:
    """Return how an error names an entry: its place in the file and what it calls itself."""
    fields = entry if isinstance(entry, dict) else {}
    names = (fields.get(field) for field in ("country", "kind", "name"))
    return " ".join([f"entry {count}", *(str(name) for name in names if name)])
