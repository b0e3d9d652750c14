"""What a page or an answer says, and what of it nobody should read (R1 to R7)."""

import re
from collections.abc import Iterator
from typing import Any

from nearer.safety.words import Rule, in_address, in_template

NEUTRAL = "Notes"
# About the other: how many, how often, since when.
NUMBER = r"(?:\d+|one|two|three|no|several)"
COUNTING = re.compile(
    rf"(?:has|have) (?:written|answered|opened|made|kept|sent) {NUMBER}\b"
    rf"|{NUMBER} (?:days?|weeks?|minutes?|hours?) ago|(?:last|most recent(?:ly)?) (?:here|active)"
    r"|\d+ ?% (?:of|done|complete)|(?:is|was) (?:here|there|online) (?:now|today)",
    re.IGNORECASE,
)
APPROVAL = re.compile(
    r"(?:needs?|wait\w* for|ask\w* for) \S+ (?:approval|permission|consent)", re.IGNORECASE
)
# Sentences that say such a word of a camera, and of what Nearer does not do.
HARMLESS = ("A camera would have seen it", "no “last here”")
RULES = {Rule.WATCHING: "R1", Rule.CONFRONTING: "R7", Rule.SUICIDE: "2.9"}
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


def amiss(path: str, answer: Any) -> list[str]:
    """Return what an answer shows that it should not, by the rule's name."""
    page = answer.content.decode(errors="replace")
    for sentence in HARMLESS:
        page = page.replace(sentence, "")
    return [f"{rule} {said!r} at {path}" for rule, said in _amiss(path, answer, page)]


def _amiss(path: str, answer: Any, page: str) -> Iterator[tuple[str, str]]:
    for title in TITLE.findall(page):
        if title.strip() != NEUTRAL:
            yield "R4", title.strip()
    told = (path, answer.get("Location", ""), *answer.cookies, *_names(answer))
    for word in (word for one in told for word in in_address(one)):
        yield "R5", word
    for found in in_template(page):
        if found.rule in (Rule.WATCHING, Rule.CONFRONTING, Rule.SUICIDE):
            yield (
                {"WATCHING": "R1", "CONFRONTING": "R7", "SUICIDE": "2.9"}[found.rule.name],
                found.phrase,
            )
    for rule, pattern in (("R1", COUNTING), ("R6", APPROVAL)):
        for match in pattern.finditer(page):
            yield rule, match[0]


def _names(answer: Any) -> list[str]:
    return re.findall(r'filename="([^"]*)"', answer.get("Content-Disposition", ""))
