"""Every text of `content/` can be translated."""

from importlib.resources import files

from nearer.article import Direction
from nearer.house.msgids import as_module
from nearer.rooms.awareness.content.msgids import MSGIDS
from nearer.rooms.awareness.items import bank
from nearer.rooms.awareness.msgids import MODULE, texts


def test_the_marked_texts_are_the_newest() -> None:
    written = files("nearer.rooms.awareness").joinpath("content/msgids.py").read_text()
    assert written == as_module(MODULE, texts()), f"run: python -m {MODULE}"


def test_every_item_is_among_them_in_both_directions() -> None:
    assert {item.text(direction) for item in bank() for direction in Direction} <= set(MSGIDS)
