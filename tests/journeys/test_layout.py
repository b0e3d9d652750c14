"""Every page at every width: nothing sideways, Leave in its corner, Help on top, room to tap."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser

from nearer.safety.words import in_address
from tests.journeys import cut
from tests.journeys.conftest import House, Visitors
from tests.journeys.places import WALKS, once

pytestmark = pytest.mark.browser

# The narrowest is low as well, as above a keyboard.
SIZES = ((320, 480), (390, 844), (960, 600), (1440, 900))
# From here on Leave stands at the start of the lower edge, under the rail.
WIDE = 960
MEASURE = """(wide) => {
  const root = document.documentElement, leave = document.querySelector("form.leave > .exit");
  const within = (value, least, most) => value >= least && value <= most;
  const inCorner = (text) => {
    const box = leave.getBoundingClientRect(), times = parseFloat(text) / 100;
    const side = wide ? box.left : innerWidth - box.right, below = innerHeight - box.bottom;
    return within(side, 0, 40 * times) && within(below, 0, 24 * times) && box.height >= 47.5;
  };
  const isFree = () => {
    const { x, y, width, height } = leave.getBoundingClientRect();
    const points = [[0.5, 0.5], [0.15, 0.2], [0.85, 0.2], [0.15, 0.8], [0.85, 0.8]];
    return points.every(([across, down]) =>
      leave.contains(document.elementFromPoint(x + across * width, y + down * height)));
  };
  const found = { sideways: [], leave: [], help: [], small: [] };
  const look = (text) => {
    root.style.fontSize = text;
    scrollTo(0, 0);
    if (root.scrollWidth > innerWidth) found.sideways.push(`${text}: ${root.scrollWidth} px`);
    const help = document.querySelector(".topbar > :last-child");
    const seen = help?.matches("[href='/help']") && help.checkVisibility();
    if (!seen || help.getBoundingClientRect().right > innerWidth + 1) found.help.push(text);
    for (const part of [0, 0.5, 1]) {
      scrollTo(0, part * (root.scrollHeight - innerHeight));
      if (!inCorner(text)) found.leave.push(`${text}, ${part}: not in its corner`);
      if (!isFree()) found.leave.push(`${text}, ${part}: covered`);
    }
  };
  document.querySelectorAll("details").forEach((one) => (one.open = true));
  look("200%");
  look("100%");
  // A link inside a sentence is as high as its line.
  const inSentence = (one) => one.matches("a") && getComputedStyle(one).display === "inline" &&
    one.parentElement.textContent.trim() !== one.textContent.trim();
  const kinds = "a, button, summary, select, textarea, input:not([type=hidden])";
  for (const one of document.querySelectorAll(kinds)) {
    const all = one.matches("[type=radio], [type=checkbox]") ? one.closest("label") : one;
    if (!all.checkVisibility() || all.matches(".skip") || inSentence(all)) continue;
    const { height } = all.getBoundingClientRect();
    if (height < 43.5) found.small.push(`${Math.round(height)} px: ${all.outerHTML.slice(0, 120)}`);
  }
  root.style.fontSize = "";
  return found;
}"""

SCRIPTS = """[...new Set(performance.getEntriesByType("resource").map((one) => one.name))]
  .filter((name) => name.endsWith(".js"))"""
MOST_SCRIPT = 60_000


@dataclass
class Seen:
    """What was noticed on the way through all pages."""

    names: list[str] = field(default_factory=list)
    titles: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    scripts: dict[str, list[str]] = field(default_factory=dict)
    sideways: list[str] = field(default_factory=list)
    leave: list[str] = field(default_factory=list)
    help: list[str] = field(default_factory=list)
    small: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    skip: list[str] = field(default_factory=list)


@pytest.fixture(scope="module", params=WALKS)
def seen(request: pytest.FixtureRequest, house: House, browser: Browser) -> Iterator[Seen]:
    """One walk through the pages of one kind of visitor, measured at every width."""
    visitors, seen = Visitors(house, browser), Seen()
    for page, name in once(WALKS[request.param](visitors)):
        seen.names.append(name)
        seen.titles.add(page.title())
        seen.addresses.add(urlsplit(page.url).path)
        seen.scripts[name] = page.evaluate(SCRIPTS)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            measured = page.evaluate(MEASURE, width >= WIDE) | cut.off(page)
            for what, where in measured.items():
                getattr(seen, what).extend(f"{name}, {width} px, {one}" for one in where)
        page.set_viewport_size({"width": 390, "height": 844})
    yield seen
    visitors.leave()


def test_nothing_scrolls_sideways_also_with_text_at_200_percent(seen: Seen) -> None:
    assert not seen.sideways, "\n".join(seen.sideways)


def test_no_word_is_cut_off_also_with_text_at_200_percent(seen: Seen) -> None:
    assert not seen.cut, "\n".join(seen.cut)


def test_the_skip_link_shows_when_it_has_the_focus_and_never_else(seen: Seen) -> None:
    assert not seen.skip, "\n".join(seen.skip)


def test_a_word_that_is_cut_and_a_link_that_peeks_out_are_found(visitors: Visitors) -> None:
    dan = visitors.new("Dan", width=320, height=480)
    dan.opens("/help")
    assert cut.off(dan.page) == {"cut": [], "skip": []}
    dan.page.evaluate("""() => {
      const box = document.createElement("p"), skip = document.querySelector(".skip");
      box.textContent = "incomprehensibilities";
      Object.assign(box.style, { overflow: "hidden", width: "3rem", overflowWrap: "normal" });
      document.querySelector("main").append(box);
      skip.style.transform = "translateY(-50%)";
    }""")
    found = cut.off(dan.page)
    assert [one.partition(": ")[2] for one in found["cut"]] == ["incomprehensibilities"] * 2
    assert len(found["skip"]) >= 2


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


def _content(url: str) -> bytes:
    with urlopen(url, timeout=20) as answer:  # noqa: S310  our own server
        return bytes(answer.read())
