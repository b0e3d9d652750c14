"""The pages for oneself in a real browser: nothing amiss for axe, nothing too wide."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from nearer.article import Direction
from nearer.rooms.awareness import acts, pulse
from nearer.rooms.awareness.records import Check, CheckCard
from nearer.vault import write
from tests import axe, chromium
from tests.safety.test_look import LOOKS, answering

from .builders import every_sign

pytestmark = pytest.mark.browser

EMPTY = ("/picture/then", "/entries")
LIVED_IN = ("/week", "/week/2", "/noticed", "/effects", "/effects/me/4", "/learned", "/learned/1",
            "/note", "/paper", "/picture/then", "/entries", "/export")  # fmt: skip


def pages_of(actor: Any, paths: tuple[str, ...]) -> dict[str, str]:
    return {path: actor.client.get(path).content.decode() for path in paths}


def lives(actor: Any) -> None:
    """Let months pass: weeks with a gap, two checks, something heavy, something removed."""
    visit = actor.visit
    this = pulse.week_of(visit.today)
    for back, said in enumerate((5, 4, 4, 0, 3, 2, 2, 2)):
        for item in pulse.items() if said else ():
            week = this - back * pulse.WEEK
            acts.answer_week(visit, week=week, item=item.id, answer=said)
    then, now = visit.today - timedelta(60), visit.today
    checks = (
        Check(begun=now, receive=every_sign(4, 4, 4, 4), give=every_sign(2, 2, 2, 2)),
        Check(begun=then, receive=every_sign(2, 2, 2, 2), give=every_sign(4, 4, 4, 4)),
    )
    write.card(visit, visit.me, CheckCard(**visit.stamp(), checks=checks))
    for number in range(1, 5):
        acts.answer(visit, begun=now, direction=Direction.RECEIVE, item=f"time-{number}", answer=4)
    for what, line in (("theirs-missed", "She said “look at that moon”."), ("mine-seen", "")):
        actor.client.send("/noticed", {"what": what, "text": line})
    for number in (1, 2, 3):
        actor.client.send(f"/effects/me/{number}", {"answer": "4"})
    actor.client.send("/effects/us/1", {"answer": "none"})
    actor.client.send("/learned/1", {"text": "Somebody made soup, and nobody asked."})
    kept = actor.client.send(
        "/note", {"text": "I do not want to live like this any more.\n\nBut soup."}
    )
    gone = actor.client.send("/note", {"text": "a short one"})["Location"].partition("=")[2]
    actor.client.send("/entries", {"remove": gone})
    assert kept.status_code == 303


def look(page: Page, path: str) -> list[str]:
    """Return what is amiss on one page, with all that opens open, small and dark, then wide."""
    page.goto(f"http://localhost{path}")
    axe.enter(page)
    for summary in page.locator("summary").all():
        summary.click()
    found = []
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        found += [f"{width} px {scheme}: {one}" for one in axe.violations(page)]
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found += [f"{width} px: too wide"] * wide
    return found


def test_every_page_for_oneself_can_be_read_and_used_by_everyone(ada: Any, ben: Any) -> None:
    empty = pages_of(ada, EMPTY)
    lives(ada)
    found = {f"{path}-empty": page for path, page in empty.items()} | pages_of(ada, LIVED_IN)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.path(), args=chromium.ARGS)
        context = browser.new_context(service_workers="block", reduced_motion="reduce")
        context.route("**/*", answering(found))
        page = context.new_page()
        amiss = {path: look(page, path) for path in found}
        browser.close()
    assert {path: faults for path, faults in amiss.items() if faults} == {}
