"""What a page says after its 303: a word that waits in the sealed session for a minute."""

from typing import Any

from nearer.vault.visit import Visit

SAID = "said"
SECONDS = 60


def note(visit: Visit, word: str) -> None:
    """Let the page that follows say that something was done."""
    visit.held[SAID] = [word, int(visit.now.timestamp())]


def forget(visit: Visit) -> None:
    """Say nothing after all."""
    visit.held.pop(SAID, None)


def said(visit: Visit) -> str:
    """Return what was done a moment ago, or nothing."""
    word, at = _kept(visit)
    return word if visit.now.timestamp() - at < SECONDS else ""


def _kept(visit: Visit) -> tuple[str, int]:
    kept: Any = visit.held.get(SAID, ["", 0])
    return kept[0], kept[1]
