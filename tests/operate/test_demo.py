"""`nearer demo`: two people who do not exist, the same ones each time, through the real acts."""

import csv
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from nearer.cli.demo.export import export
from nearer.cli.demo.history import (
    BOTH,
    CHECKS,
    FIRST_CHECK,
    WEEKS,
    Effects,
    Noticed,
    Ready,
    Signs,
    Week,
    climate,
    history,
)
from nearer.cli.demo.living import PASSPHRASES
from nearer.house.routes import Who, routes
from nearer.rooms.awareness import effects
from nearer.safety import pages
from tests.operate.browsing import Browser
from tests.operate.copies import Place

UNTIL = date(2026, 11, 25)


# The story ----------------------------------------------------------------------------------------


def test_the_same_day_and_seed_give_the_same_history() -> None:
    assert history(UNTIL) == history(UNTIL)
    assert history(UNTIL) != history(UNTIL, seed=21)


@pytest.mark.parametrize("days", range(7))
def test_it_lasts_eight_months_and_ends_before_the_day(days: int) -> None:
    until = UNTIL + timedelta(days=days)
    lived = history(until)
    assert lived[-1].at.date() < until
    assert timedelta(days=225) < lived[-1].at - lived[0].at < timedelta(days=250)
    assert [one.at for one in lived] == sorted(one.at for one in lived)


def test_it_falls_is_seen_and_is_mended_with_bad_weeks_between() -> None:
    assert climate(0) > climate(5) > climate(FIRST_CHECK - 1)
    assert climate(WEEKS - 1) > climate(FIRST_CHECK) + 1
    assert climate(19) < climate(18)


def test_both_leave_gaps_and_some_weeks_nobody_answers() -> None:
    weeks = {who: {one.week for one in history(UNTIL) if isinstance(one, Week) and one.who == who}
             for who in BOTH}  # fmt: skip
    assert all(len(weeks[who]) < WEEKS for who in BOTH)
    assert len(weeks["ana"] | weeks["ben"]) < WEEKS
    assert weeks["ana"] != weeks["ben"]


def test_every_kind_of_thing_happens_to_both() -> None:
    lived = history(UNTIL)
    for kind in (Signs, Ready, Week, Effects, Noticed):
        assert {one.who for one in lived if isinstance(one, kind)} == set(BOTH), kind
    assert sum(isinstance(one, Signs) for one in lived) == 2 * len(CHECKS)


def test_nobody_in_the_story_is_in_danger() -> None:
    rounds = [one.answers for one in history(UNTIL) if isinstance(one, Effects)]
    assert rounds != []
    assert [effects.is_heavy(answers) for answers in rounds] == [False] * len(rounds)


# The tables ---------------------------------------------------------------------------------------


def test_the_tables_hold_the_same_history(tmp_path: Path) -> None:
    lived = history(UNTIL)
    export(lived, tmp_path, until=UNTIL)
    said = sum(len(one.answers) for one in lived if isinstance(one, Signs))
    rows = list(csv.DictReader((tmp_path / "signs.csv").open(encoding="utf-8")))
    assert len(rows) == said
    assert {row["answer"] for row in rows} == {"", "1", "2", "3", "4", "5"}
    weeks = list(csv.DictReader((tmp_path / "weeks.csv").open(encoding="utf-8")))
    assert len(weeks) == sum(len(one.answers) for one in lived if isinstance(one, Week))


def test_missed_items_are_reversed_in_the_column_that_says_so(tmp_path: Path) -> None:
    export(history(UNTIL), tmp_path, until=UNTIL)
    for row in csv.DictReader((tmp_path / "signs.csv").open(encoding="utf-8")):
        if row["answer"]:
            as_is = int(row["answer"])
            assert int(row["good"]) == (6 - as_is if row["keyed"] == "missed" else as_is)


def test_the_command_writes_them_and_starts_nothing(elsewhere: Place) -> None:
    said = elsewhere.run("demo", "--export", "tables", "--until", "2026-11-25")
    made = {path.name for path in (elsewhere.folder / "tables").iterdir()}
    assert {Path(line).name for line in said.split()} == made
    assert "about.txt" in made
    assert not elsewhere.data.exists()
    assert "is not empty" in elsewhere.run("demo", "--export", "tables", fails=True)


def test_a_place_that_cannot_be_written_and_a_day_that_is_none_are_told(
    elsewhere: Place, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    said = elsewhere.run("demo", "--export", str(tmp_path / "file" / "tables"), fails=True)
    assert "cannot be written" in said
    assert "write it like 2026-11-25" in elsewhere.run("demo", "--until", "then", fails=True)


# The copy -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A running demo: what it said, and its port."""
    folder = tmp_path_factory.mktemp("demo")
    place = Place(folder, store={"TMPDIR": str(folder)})
    process = subprocess.Popen(
        [sys.executable, "-m", "nearer", "demo", "--port", "0"],
        env=place.environment,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    said = "".join(process.stdout.readline() for _ in range(4))
    found = re.search(r"one\.localhost:(\d+)", said)
    assert found, said
    yield {"said": said, "port": int(found[1]), "folder": folder, "process": process}
    process.kill()
    process.wait(20)
    process.stdout.close()


def test_it_prints_two_addresses_and_how_to_come_in(demo: dict[str, Any]) -> None:
    for who, host in (("ana", "one"), ("ben", "two")):
        line = next(line for line in demo["said"].splitlines() if f"{host}.localhost" in line)
        assert f"name {who}" in line
        assert PASSPHRASES[who] in line  # type: ignore[index]


@pytest.mark.parametrize(("who", "host"), [("ana", "one.localhost"), ("ben", "two.localhost")])
def test_each_comes_in_as_it_was_printed_and_finds_a_life(
    demo: dict[str, Any], who: str, host: str
) -> None:
    browser = Browser(host, demo["port"])
    assert "data-demo" in browser.asks("/sign-in")[1]
    form = {"name": who, "pass": PASSPHRASES[who]}  # type: ignore[index]
    assert browser.asks("/sign-in", form)[0].status == 303
    # Ana has still to see what opened last; until then she reads her own picture.
    last, says = {
        "ana": ("/picture?own", "As you see it"),
        "ben": ("/picture", "You see it differently"),
    }[who]
    seen = {path: browser.asks(path)[1] for path in ("/today", last, "/week")}
    assert all("data-demo" in page for page in seen.values())
    assert says in seen[last]
    assert "More often than when this line began" in seen["/week"]


def test_it_takes_its_folder_along_when_it_stops(demo: dict[str, Any]) -> None:
    assert list(demo["folder"].glob("nearer-demo-*")) != []
    demo["process"].send_signal(signal.SIGTERM)
    assert demo["process"].wait(30) == 0
    assert list(demo["folder"].glob("nearer-demo-*")) == []


# The strip ----------------------------------------------------------------------------------------


@pytest.fixture
def fresh_pages() -> Iterator[None]:
    """Render the pages that are the same for everyone anew, before and after."""
    for page in (pages._help, pages._offline):
        page.cache_clear()
    yield
    for page in (pages._help, pages._offline):
        page.cache_clear()


def test_every_page_of_a_demo_says_so_and_no_other(
    ada: Any, ben: Any, settings: Any, fresh_pages: None
) -> None:
    shown = {route.path: html(ada, route.path) for route in routes() if plain(route)}
    shown_pages = [path for path, page in shown.items() if "<html" in page]
    assert len(shown_pages) > 12
    assert [path for path in shown_pages if "data-demo" in shown[path]] == []
    settings.NEARER_DEMO = True
    pages._help.cache_clear()
    pages._offline.cache_clear()
    assert [path for path in shown_pages if "data-demo" not in html(ada, path)] == []
    assert "data-demo" in ada.client.get("/nowhere").content.decode()


def plain(route: Any) -> bool:
    here = "GET" in route.declaration.methods and "<" not in route.path
    return here and route.declaration.who in (Who.ANYONE, Who.PERSON)


def html(actor: Any, path: str) -> str:
    answer = actor.client.get(path)
    return str(answer.content.decode(errors="replace")) if answer.status_code == 200 else ""
