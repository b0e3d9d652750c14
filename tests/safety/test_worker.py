"""Help without a network: the worker in a real browser, against a server that really goes away."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

import nearer
from nearer.safety.views import WORKER
from nearer.safety.words import in_address
from tests import chromium
from tests.stores import own_store

SOURCE = Path(nearer.__file__).parents[1]
KEPT = """async () => {
  const found = {};
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys())
      found[new URL(request.url).pathname] = name;
  return found;
}"""


class Network:
    """One running copy and the way to it: it can go away, come back, or hold its answers back."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("localhost", 0))
            self.port = free.getsockname()[1]
        self.command = [sys.executable, "-m", "nearer", "serve", "--port", str(self.port)]
        self.environment = os.environ | {
            "PYTHONPATH": str(SOURCE),
            "NEARER_DATA": str(folder / "data"),
            "NEARER_SECRETS": str(folder / "secrets"),
            **own_store(),
        }
        self.environment.pop("DJANGO_SETTINGS_MODULE", None)
        self.comes_back()

    def url(self, path: str) -> str:
        return f"http://localhost:{self.port}{path}"

    def comes_back(self) -> None:
        self.process = subprocess.Popen(self.command, env=self.environment)
        for _ in range(300):
            with socket.socket() as caller:
                if caller.connect_ex(("localhost", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError("the server did not start")

    def goes(self) -> None:
        self.process.terminate()
        self.process.wait(20)

    @contextmanager
    def is_slow(self) -> Iterator[None]:
        self.process.send_signal(signal.SIGSTOP)
        yield
        self.process.send_signal(signal.SIGCONT)


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    network = Network(tmp_path_factory.mktemp("house"))
    yield network
    network.goes()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.path(), args=chromium.ARGS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    yield context
    chromium.close(context)


@pytest.fixture
def page(context: BrowserContext, network: Network) -> Page:
    """A page that the worker serves: it has been here once before, with a network."""
    page = context.new_page()
    page.goto(network.url("/offline"))
    page.wait_for_function("() => navigator.serviceWorker.controller")
    return page


def keeps(body: str) -> dict:
    first = body.partition("\n")[0]
    return json.loads(first.removeprefix("const KEEPS = ").removesuffix(";"))


def test_the_worker_is_sound_javascript(db, tmp_path):
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed; the browser tests run the worker all the same")
    path = tmp_path / "sw.js"
    path.write_bytes(Client().get("/sw.js").content)
    assert subprocess.run([node, "--check", path], capture_output=True, check=False).stderr == b""


def test_the_worker_names_all_that_it_keeps_and_it_is_the_same_for_everyone(ada):
    signed_out, signed_in = Client().get("/sw.js"), ada.client.get("/sw.js")
    assert signed_out.content == signed_in.content
    assert signed_out["Content-Type"].startswith("text/javascript")
    named = keeps(signed_out.content.decode())
    assert (named["help"], named["offline"]) == ("/help", "/offline")
    assert all(name.startswith("/static/") for name in named["files"])
    assert signed_out.content.decode().endswith(WORKER)


def test_the_manifest_is_neutral_and_the_same_for_everyone(ada):
    answer = Client().get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    assert answer.content == ada.client.get("/manifest.webmanifest").content
    told = answer.json()
    assert (told["name"], told["short_name"], told["display"]) == ("Notes", "Notes", "browser")
    assert {Path(icon["src"]).name.partition("-")[0] for icon in told["icons"]} == {"app"}
    assert not any("nearer" in icon["src"] for icon in told["icons"])
    assert in_address(answer.content.decode()) == []


@pytest.mark.browser
def test_help_opens_without_a_network(page, network):
    network.goes()
    page.goto(network.url("/help"))
    assert page.title() == "Notes"
    page.select_option("#land", "IE")
    assert page.locator("section.land-IE").is_visible()
    assert page.locator("section.land-GB").is_hidden()
    tall = page.locator(".call-line").first.evaluate("one => getComputedStyle(one).display")
    assert tall == "grid", "the style sheets are kept as well"
    network.comes_back()


@pytest.mark.browser
def test_another_page_offers_help_and_another_try(page, network):
    network.goes()
    page.goto(network.url("/today"))
    assert page.get_by_role("heading", name="No network").is_visible()
    page.get_by_role("main").get_by_role("link", name="Help now").click()
    assert page.get_by_role("heading", name="Help now").is_visible()
    page.go_back()
    network.comes_back()
    page.get_by_role("link", name="Try again").click()
    page.wait_for_load_state()
    assert page.url == network.url("/today")
    assert page.get_by_role("heading", name="No network").count() == 0


@pytest.mark.browser
def test_help_does_not_wait_for_a_slow_network(page, network):
    with network.is_slow():
        page.goto(network.url("/help"), timeout=5000)
        assert page.get_by_role("heading", name="Help now").is_visible()


@pytest.mark.browser
def test_nothing_but_help_and_its_files_is_ever_kept(page, network):
    for path in ("/help", "/today", "/limits", "/nothing/here", "/help?x=1"):
        page.goto(network.url(path))
    kept = page.evaluate(KEPT)
    named = keeps(page.request.get(network.url("/sw.js")).text())
    assert set(kept) == {"/help", "/offline", *named["files"]}
    assert set(kept.values()) == {named["name"]}
    stores = "() => [localStorage.length, sessionStorage.length]"
    assert page.evaluate(stores) == [0, 0]


@pytest.mark.browser
def test_choosing_a_country_sends_nothing_and_leaves_no_address(browser, network):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(network.url("/help"), wait_until="networkidle")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.select_option("#land", "DE")
    assert page.locator("section.land-DE").is_visible()
    assert page.locator("section.land-none").is_hidden()
    page.select_option("#land", "other")
    assert page.locator("section.land-none").is_visible()
    assert page.locator("section.land-DE").is_hidden()
    assert (asked, page.url) == ([], network.url("/help"))
    page.reload()
    assert page.locator("#land").input_value() == ""
    chromium.close(context)
