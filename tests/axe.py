"""axe on the page that stands: WCAG 2.2 AA and best practice."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# Style sheets need no second reading: only a rule that is off by default asks for it.
ALL: dict[str, Any] = {
    "resultTypes": ["violations"],
    "selectors": False,
    "preload": {"assets": ["media"]},
}
COLOURS = ALL | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
RUN = """async (rules) => (await axe.run(rules)).violations.flatMap(({ id, nodes }) =>
  nodes.map(({ html }) => `${id}: ${html.replace(/\\s+/g, " ").slice(0, 160)}`))"""


def enter(page: Page) -> None:
    """Bring axe onto the page, where it stays until another page is opened."""
    page.evaluate(AXE_SCRIPT)


def violations(page: Page, rules: dict[str, Any] = ALL) -> list[str]:
    """Return the rule and the element of each violation that stands now."""
    found: list[str] = page.evaluate(RUN, rules)
    return found
