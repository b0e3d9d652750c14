"""Every text of `content/` can be translated."""

from nearer.article import Direction
from nearer.rooms.awareness.content.msgids import MSGIDS
from nearer.rooms.awareness.items import bank
from nearer.rooms.awareness.msgids import as_module


def test_the_marked_texts_are_the_newest() -> None:
    from importlib.resources import files

    written = files("nearer.rooms.awareness").joinpath("content/msgids.py").read_text()
    assert written == as_module(), "run: python -m nearer.rooms.awareness.msgids > …/msgids.py"


def test_every_item_is_among_them_in_both_directions() -> None:
    assert {item.text(direction) for item in bank() for direction in Direction} <= set(MSGIDS)
