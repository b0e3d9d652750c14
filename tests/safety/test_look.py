"""The pages of this part in a real browser: nothing amiss for axe, nothing too wide, all to be hit.

The private questions have no address, so a walk over addresses cannot find them: they are here.
"""

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import sync_playwright

from nearer.safety.level import Question
from tests import axe, chromium

pytestmark = [pytest.mark.urls("tests.safety.urls"), pytest.mark.browser]

ORIGIN = "http://localhost"
# A small phone in the dark, a desk in the light.
LOOKS = ((320, "dark"), (1280, "light"))
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
TOO_SMALL = """() => [...document.querySelectorAll("main :is(a, button, select, summary, label)")]
  .filter((one) => one.offsetParent && one.matches(":not(.field > label)"))
  .filter((one) => one.getBoundingClientRect().height < 43.5)
  .map((one) => one.textContent.trim())"""


def steps(actor):
    """Return the HTML of every step, before a browser's loop runs beside the database."""
    found = {"/help": Client().get("/help"), "/offline": Client().get("/offline")}
    no = {question.value: "no" for question in Question}
    for name, word, fields in (
        ("opening", "start", {}),
        ("seen", "watched", {}),
        ("questions", "alone", {}),
        ("end", "answer", {**no, "q8": "yes"}),
    ):
        actor.client.send("/notebook", {"quiet": word, **fields})
        found[f"/{name}"] = actor.client.get("/notebook")
    found["/today"] = actor.client.get("/together")
    return {path: answer.content.decode() for path, answer in found.items()}


def answering(pages):
    def answer(route):
        path = route.request.url.removeprefix(ORIGIN)
        if path in pages:
            return route.fulfill(body=pages[path], content_type="text/html")
        found = finders.find(path.removeprefix("/static/"))
        if found is None:
            return route.fulfill(status=404)
        kind = TYPES.get(Path(found).suffix, "application/octet-stream")
        return route.fulfill(body=Path(found).read_bytes(), content_type=kind)

    return answer


def look(page, path):
    """Return what is amiss on one page, all its cards open and a country chosen."""
    page.goto(ORIGIN + path)
    axe.enter(page)
    if path == "/help":
        page.select_option("#land", "CH")
    for summary in page.locator("summary").all():
        summary.click()
    found = []
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        amiss = axe.violations(page) + ["too wide"] * wide + page.evaluate(TOO_SMALL)
        found += [f"{width} px {scheme}: {one}" for one in amiss]
    return found


def test_every_page_of_this_part_can_be_read_and_used_by_everyone(ada):
    pages = steps(ada)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.path(), args=chromium.ARGS)
        context = browser.new_context(service_workers="block", reduced_motion="reduce")
        context.route("**/*", answering(pages))
        page = context.new_page()
        amiss = {path: look(page, path) for path in pages}
        browser.close()
    assert {path: found for path, found in amiss.items() if found} == {}
