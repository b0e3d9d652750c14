"""The texts of a room's `content/`, marked for translation: makemessages reads Python, not TOML.

A room's `msgids.py` prints its `content/msgids.py`; a test fails when that is stale.
"""

from collections.abc import Iterable

_OPENING = '''"""Written by `python -m {module}`, from the TOML files."""


def _(words: str) -> str:
    return words


MSGIDS = (
'''


def as_module(module: str, texts: Iterable[str]) -> str:
    """Return `content/msgids.py`. module: the one that prints it."""
    marks = "".join(f"    _({_quoted(text)}),\n" for text in dict.fromkeys(texts))
    return f"{_OPENING.format(module=module)}{marks})\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
