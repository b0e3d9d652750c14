"""An invitation's link: its code leaves the address before it is sent, and only a code is sent."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import Answer, House

pytestmark = pytest.mark.browser
Open = Callable[..., Page]

CODE = "0123456789ABCDEFGHJKMNPQRSTV"
PAGE = """<!doctype html><html lang="en"><title>Notes</title>
<script type="module" src="/static/ui/js/arrive.js"></script>
<a class="skip" href="#main">Skip to the page</a>
<main id="main"><form method="post" action="/j" data-arrive><input name="code"></form></main>"""


@pytest.fixture(autouse=True)
def server(house: House) -> None:
    """A page where a link arrives, and one that answers what was sent."""
    house.answers["/j"] = lambda asked: Answer(body="Read" if asked.method == "POST" else PAGE)


def test_the_code_is_posted_and_stands_in_no_address(open_page: Open, house: House) -> None:
    page = open_page(f"/j#{CODE}")
    expect(page.locator("body")).to_have_text("Read")
    assert [one.body for one in house.posts("/j")] == [f"code={CODE}"]
    assert CODE not in page.url
    assert not any(CODE in one.path for one in house.asked)


def test_a_link_that_is_opened_in_the_same_tab_arrives_too(open_page: Open, house: House) -> None:
    page = open_page("/j")
    page.evaluate("code => { location.hash = code }", CODE)
    expect(page.locator("body")).to_have_text("Read")
    assert [one.body for one in house.posts("/j")] == [f"code={CODE}"]


def test_the_way_to_a_place_on_the_page_is_no_code(open_page: Open, house: House) -> None:
    page = open_page("/j")
    page.locator(".skip").click()
    assert page.url.endswith("/j#main")
    page.reload()
    expect(page.locator("form")).to_have_count(1)
    assert house.posts("/j") == []
