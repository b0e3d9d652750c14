"""The page that keeps nothing, in a real browser: no request carries a word of it."""

from typing import Any

import pytest
from playwright.sync_api import Request, sync_playwright

from tests import chromium
from tests.safety.test_look import answering

pytestmark = pytest.mark.browser

HOST = "http://localhost"
WORDS = "umbrella in the hall"


def test_what_is_written_there_goes_nowhere_and_is_gone_after_leaving_the_page(ada: Any) -> None:
    pages = {path: ada.client.get(path).content.decode() for path in ("/paper", "/today")}
    sent: list[Request] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.path(), args=chromium.ARGS)
        context = browser.new_context(service_workers="block")
        context.route("**/*", answering(pages))
        page = context.new_page()
        page.goto(f"{HOST}/paper")
        page.on("request", lambda request: sent.append(request))  # noqa: PLW0108  a built-in is refused
        context.set_offline(True)
        page.fill("textarea", WORDS)
        assert page.input_value("textarea") == WORDS
        context.set_offline(False)
        assert not [one for one in sent if one.method != "GET" and one.post_data]
        page.goto(f"{HOST}/today")
        page.go_back()
        assert page.input_value("textarea") == ""
        page.fill("textarea", WORDS)
        page.reload()
        assert page.input_value("textarea") == ""
        kept = "Object.keys(localStorage).length + Object.keys(sessionStorage).length"
        assert page.evaluate(kept) == 0
        browser.close()
    assert not [one for one in sent if "umbrella" in one.url + (one.post_data or "")]
