"""The same history as CSV, one file for each kind, for the library and for whoever likes tables."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from nearer.article import Direction
from nearer.cli.demo.history import (
    SEED,
    Effects,
    Noticed,
    Reflected,
    Signs,
    Week,
    Wrote,
    climate,
)
from nearer.cli.demo.moment import Moment
from nearer.cli.demo.talking import Gave, Moved, PreparedFor, Watched
from nearer.rooms.awareness import effects
from nearer.rooms.awareness.items import Answer, by_id

Row = dict[str, Any]
_KINDS: dict[type[Moment], str] = {
    Wrote: "note",
    Reflected: "reflection",
    Gave: "letter",
    PreparedFor: "before a talk",
    Moved: "in a talk",
    Watched: "seven minutes",
}
ABOUT = """\
Made up: two people who do not exist, from the generator src/nearer/cli/demo/history.py.
Seed {seed}, last day {until}. The same two give the same files.

signs.csv       one answer a row; answer 1 never ... 5 very often, empty: rather not say;
                good: the same as presence of good (missed items reversed)
weeks.csv       the five questions of a week; week is its Monday; a week that is missing was missed
effects.csv     the effects check; part me, mine, us
noticing.csv    one noticed reach a row
words.csv       notes, reflections with their prompt, letters, words before and in talks
climate.csv     the value behind it all, which no person ever saw
"""


def export(moments: Iterable[Moment], folder: Path, *, until: date) -> list[Path]:
    """Write every file into a folder that is new or empty, and return them."""
    lived = list(moments)
    folder.mkdir(parents=True, exist_ok=True)
    about = folder / "about.txt"
    about.write_text(ABOUT.format(seed=SEED, until=until), encoding="utf-8")
    files = {
        "signs.csv": _signs(lived),
        "weeks.csv": _weeks(lived),
        "effects.csv": _effects(lived),
        "noticing.csv": _noticing(lived),
        "words.csv": _words(lived),
        "climate.csv": _climate(lived),
    }
    return [about, *(_write(folder / name, rows) for name, rows in files.items())]


def _signs(moments: list[Moment]) -> Iterator[Row]:
    for check in moments:
        if not isinstance(check, Signs):
            continue
        for (direction, item), answer in check.answers.items():
            good = by_id()[item].score(Answer(answer)) if answer else None
            yield _of(check) | {
                "begun": check.begun,
                "direction": Direction(direction).value,
                "sign": by_id()[item].sign.value,
                "item": item,
                "keyed": by_id()[item].keyed.value,
                "answer": answer,
                "good": int(good) if good else None,
            }


def _weeks(moments: list[Moment]) -> Iterator[Row]:
    for week in moments:
        if isinstance(week, Week):
            for item, answer in week.answers.items():
                yield _of(week) | {"week": week.week, "item": item, "answer": answer}


def _effects(moments: list[Moment]) -> Iterator[Row]:
    parts = {item.id: item.part.value for item in effects.items()}
    for check in moments:
        if isinstance(check, Effects):
            for item, answer in check.answers.items():
                row = {"begun": check.begun, "part": parts[item], "item": item, "answer": answer}
                yield _of(check) | row


def _noticing(moments: list[Moment]) -> Iterator[Row]:
    for one in moments:
        if isinstance(one, Noticed):
            yield _of(one) | {"seen": int(one.seen), "mine": int(one.mine), "line": one.line}


def _words(moments: list[Moment]) -> Iterator[Row]:
    for one in moments:
        kind = _KINDS.get(type(one))
        if kind and (text := getattr(one, "text", "")):
            prompt = getattr(one, "prompt", "")
            yield _of(one) | {"kind": kind, "prompt": prompt, "text": text}


def _climate(moments: list[Moment]) -> Iterator[Row]:
    mondays = sorted({one.week for one in moments if isinstance(one, Week)})
    for monday in mondays:
        week = (monday - mondays[0]).days // 7
        yield {"week": monday, "climate": round(climate(week), 2)}


def _of(moment: Moment) -> Row:
    return {"who": moment.who, "at": moment.at.isoformat()}


def _write(path: Path, rows: Iterator[Row]) -> Path:
    whole = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(whole[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(whole)
    return path
