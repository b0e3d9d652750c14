"""The texts of `content/`, marked for translation: makemessages reads Python, not TOML.

`python -m nearer.journey.msgids` prints `content/msgids.py`; a test fails when it is stale.
"""

import sys

from nearer.journey.away import actions

_OPENING = '''"""Written by `python -m nearer.journey.msgids`, from the TOML file."""


def _(words: str) -> str:
    return words


MSGIDS = (
'''


def as_module() -> str:
    """Return `content/msgids.py`."""
    return _OPENING + "".join(f'    _("{action.says}"),\n' for action in actions()) + ")\n"


if __name__ == "__main__":  # pragma: no cover
    sys.stdout.write(as_module())
