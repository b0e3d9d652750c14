"""Every page, opened once and asked everything: axe, the layout at each width, its scripts.

axe reads it light and dark, on phone and desk. Nothing goes sideways, Leave is in its corner, Help
on top, and there is room to tap.
"""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page

from nearer.safety.words import in_address
from tests import axe
from tests.journeys import layout
from tests.journeys.conftest import House, Visitors
from tests.journeys.places import WALKS, once

pytestmark = pytest.mark.browser

PHONE, DESK = (390, 844), (1280, 800)
# A visitor comes with a phone. The narrowest is low as well, as above a keyboard.
SIZES = (PHONE, (320, 480), (960, 600), (1920, 1080), DESK)
# From here on Leave stands at the start of the lower edge, under the rail.
WIDE = 960
OPEN_ALL = "document.querySelectorAll('details').forEach((one) => (one.open = true))"
SCRIPTS = """[...new Set(performance.getEntriesByType("resource").map((one) => one.name))]
  .filter((name) => name.endsWith(".js"))"""
MOST_SCRIPT = 60_000
BROKEN = "The fault is here, not with you."


@dataclass
class Seen:
    """What was noticed on the way through all pages."""

    names: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    scripts: dict[str, list[str]] = field(default_factory=dict)
    axe: list[str] = field(default_factory=list)
    sideways: list[str] = field(default_factory=list)
    leave: list[str] = field(default_factory=list)
    help: list[str] = field(default_factory=list)
    small: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    skip: list[str] = field(default_factory=list)

    def look(self, page: Page, name: str) -> None:
        """Ask the page that stands everything, and leave it as it was."""
        self.names.append(name)
        if BROKEN in page.inner_text("body"):
            self.broken.append(name)
        self.titles.add(page.title())
        self.addresses.add(urlsplit(page.url).path)
        self.scripts[name] = page.evaluate(SCRIPTS)
        for kind, where in amiss(page):
            getattr(self, kind).append(f"{name}, {where}")


@pytest.fixture(scope="module", params=WALKS)
def seen(request: pytest.FixtureRequest, house: House, browser: Browser) -> Iterator[Seen]:
    """One walk through the pages of one kind of visitor."""
    visitors, seen = Visitors(house, browser), Seen()
    for page, name in once(WALKS[request.param](visitors)):
        seen.look(page, name)
    yield seen
    visitors.leave()


def test_no_page_says_that_the_fault_is_ours(seen: Seen) -> None:
    assert BROKEN in render_to_string("ui/500.html")
    assert not seen.broken


def test_axe_finds_nothing_on_any_page(seen: Seen) -> None:
    assert not seen.axe, "\n".join(seen.axe)


def test_nothing_scrolls_sideways_also_with_text_at_200_percent(seen: Seen) -> None:
    assert not seen.sideways, "\n".join(seen.sideways)


def test_no_word_is_cut_off_also_with_text_at_200_percent(seen: Seen) -> None:
    assert not seen.cut, "\n".join(seen.cut)


def test_the_skip_link_shows_when_it_has_the_focus_and_never_else(seen: Seen) -> None:
    assert not seen.skip, "\n".join(seen.skip)


def test_leave_stays_in_its_corner_and_nothing_covers_it(seen: Seen) -> None:
    assert not seen.leave, "\n".join(seen.leave)


def test_help_now_is_the_last_thing_in_the_top_bar(seen: Seen) -> None:
    assert not seen.help, "\n".join(seen.help)


def test_everything_that_can_be_tapped_is_44_pixels_high(seen: Seen) -> None:
    assert not seen.small, "\n".join(seen.small)


def test_the_title_is_notes_everywhere(seen: Seen) -> None:
    assert seen.titles == {"Notes"}


def test_no_address_tells_what_this_is_about(seen: Seen) -> None:
    assert {address: in_address(address) for address in seen.addresses if in_address(address)} == {}


def test_no_page_loads_more_than_60_kilobytes_of_script(seen: Seen, house: House) -> None:
    worker = f"{house.url}/sw.js"
    every = {worker}.union(*seen.scripts.values())
    weight = {url: len(gzip.compress(_content(url))) for url in every}
    heavy = {
        name: sum(weight[url] for url in {*urls, worker}) for name, urls in seen.scripts.items()
    }
    assert 1_000 < max(heavy.values()) <= MOST_SCRIPT


def test_the_walk_came_by_many_pages(seen: Seen) -> None:
    assert len(seen.names) >= 25


@pytest.mark.parametrize("mode", ["code", "closed"])
def test_nothing_is_amiss_where_few_may_join(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, browser: Browser, mode: str
) -> None:
    monkeypatch.setenv("NEARER_SIGN_UP", mode)
    house = House(tmp_path)
    house.start()
    visitors = Visitors(house, browser)
    dan, found = visitors.new("Dan"), []
    for path in ("/", "/join"):
        dan.opens(path)
        found += [(path, *one) for one in amiss(dan.page)]
    visitors.leave()
    house.stop()
    assert found == []


# What would have to be found ---------------------------------------------------------------------


def test_a_fault_of_any_kind_is_found_at_its_widths(visitors: Visitors) -> None:
    dan = visitors.new("Dan")
    dan.opens("/help")
    assert list(amiss(dan.page)) == []
    dan.page.evaluate("""() => {
      const put = (where, what, style) => {
        const one = document.createElement(what);
        Object.assign(one.style, style);
        document.querySelector(where).append(one);
      };
      put("main", "button", { height: "20px" });
      put("main", "div", { width: "700px", height: "1px" });
      put(".topbar", "span", {});
      // Beyond the right edge, but not on the widest.
      const left = "max(0px, (1900px - 100vw) * 99)";
      put("body", "div", { position: "fixed", inset: `auto auto 0 ${left}`, width: "20rem",
        height: "9rem", zIndex: 99 });
    }""")
    found: dict[str, set[str]] = {}
    for kind, where in amiss(dan.page):
        found.setdefault(kind, set()).add(where.partition(" px")[0])
    every = {"320", "390", "960", "1280", "1920"}
    assert found["axe"] == {"390", "1280"}
    assert found["small"] == found["help"] == every
    assert found["sideways"] == {"320", "390"}
    assert found["leave"] == {"1920"}


def test_a_colour_that_is_too_pale_in_the_dark_alone_is_found(visitors: Visitors) -> None:
    dan = visitors.new("Dan")
    dan.opens("/help")
    dan.page.evaluate("""() => {
      const pale = document.createElement("p");
      pale.textContent = "Hardly to be read";
      pale.style.cssText = "color: light-dark(#000, #333); background: light-dark(#fff, #222)";
      document.querySelector("main").append(pale);
    }""")
    found = [where for kind, where in amiss(dan.page) if "color-contrast" in where]
    assert [one.partition(":")[0] for one in found] == ["1280 px dark", "390 px dark"]


def test_a_word_that_is_cut_and_a_link_that_peeks_out_are_found(visitors: Visitors) -> None:
    dan = visitors.new("Dan", width=320, height=480)
    dan.opens("/help")
    dan.page.evaluate("""() => {
      const box = document.createElement("p"), skip = document.querySelector(".skip");
      box.textContent = "incomprehensibilities";
      Object.assign(box.style, { overflow: "hidden", width: "3rem", overflowWrap: "normal" });
      document.querySelector("main").append(box);
      skip.style.transform = "translateY(-50%)";
    }""")
    found = layout.amiss(dan.page, wide=False)
    assert found["cut"] == ["100%: incomprehensibilities", "200%: incomprehensibilities"]
    assert len(found["skip"]) >= 2


# -------------------------------------------------------------------------------------------------


def amiss(page: Page) -> Iterator[tuple[str, str]]:
    """Yield what is amiss on the page that stands, everything on it unfolded: its kind, and where.

    In the light axe asks all its rules, in the dark only those of colours: nothing else differs.
    """
    axe.enter(page)
    page.evaluate(OPEN_ALL)
    for size in SIZES:
        width = _resize(page, size)
        if size in (PHONE, DESK):
            yield from (
                ("axe", f"{width} px light: {one}") for one in axe.violations(page, axe.ALL)
            )
        for kind, where in layout.amiss(page, wide=width >= WIDE).items():
            yield from ((kind, f"{width} px, {one}") for one in where)
    page.emulate_media(color_scheme="dark")
    for size in (DESK, PHONE):
        width = _resize(page, size)
        yield from (("axe", f"{width} px dark: {one}") for one in axe.violations(page, axe.COLOURS))
    page.emulate_media(color_scheme="light")


def _resize(page: Page, size: tuple[int, int]) -> int:
    width, height = size
    if page.viewport_size != {"width": width, "height": height}:
        page.set_viewport_size({"width": width, "height": height})
    return width


def _content(url: str) -> bytes:
    with urlopen(url, timeout=20) as answer:  # noqa: S310  our own server
        return bytes(answer.read())
