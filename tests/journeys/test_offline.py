"""Nothing of anybody is kept in the browser; without a network only help opens."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.house.addresses import addresses
from tests.journeys.conftest import House, Visitors
from tests.journeys.people import Visitor
from tests.journeys.places import every_address

pytestmark = pytest.mark.browser

KEPT = """async () => {
  const kept = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys())
      kept.push(new URL(request.url).pathname);
  return {
    local: { ...localStorage },
    session: { ...sessionStorage },
    databases: await indexedDB.databases(),
    kept,
  };
}"""
READY = "async () => (await navigator.serviceWorker.getRegistration())?.active"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A copy of its own, which a test may take away."""
    copy = House(tmp_path_factory.mktemp("copy"))
    copy.start()
    yield copy
    copy.stop()


@pytest.fixture(scope="module")
def iris(copy: House, browser: Browser) -> Iterator[Visitor]:
    """Iris, who has been on every page, answered and typed."""
    visitors = Visitors(copy, browser)
    iris = visitors.new("Iris")
    iris.joins()
    iris.page.wait_for_function(READY)
    iris.sends("/check/receive/1", answer="4", length="short")
    for _ in every_address(iris, "alone"):
        pass
    iris.opens("/invite")
    iris.skips_the_quiet_questions()
    iris.opens("/invite")
    iris.types("A few words", "Only if you like")
    yield iris
    visitors.leave()


def test_the_browser_keeps_nothing_but_help_and_its_files(iris: Visitor) -> None:
    found = iris.page.evaluate(KEPT)
    kept = found.pop("kept")
    assert found == {"local": {}, "session": {}, "databases": []}
    assert {"/help", "/offline"} <= set(kept)
    assert [
        path for path in kept if path not in ("/help", "/offline") and path[:8] != "/static/"
    ] == []


def test_signed_out_and_without_a_network_only_help_opens(iris: Visitor, copy: House) -> None:
    iris.sends("/you", out="1")
    copy.stop()
    page = iris.context.new_page()
    opened = {}
    for address in addresses():
        if "GET" in address.declaration.methods and address.name != "safety:worker":
            page.goto(iris.url + address.path)
            opened[address.path] = page.locator("h1").first.inner_text()
    copy.start()
    assert opened.pop("/help") == "Help now"
    assert set(opened.values()) == {"No network"}
    page.goto(f"{iris.url}/today")
    expect(page.locator("h1").first).to_have_text("Locked")
