"""What I learned at home: prompts that can all be left out."""

from nearer.rooms.awareness import learned
from nearer.rooms.awareness.records import Reflection

from .builders import stamp
from .test_history import OTHER, Entry, pages


def test_each_prompt_stands_with_ones_own_words_or_none() -> None:
    mine = Reflection(**stamp(), prompt="anger", text="doors")
    gone = Reflection(**stamp(), prompt="praise", text="", removed=True)
    theirs = Entry(Reflection(**stamp(), prompt="comfort", text="tea"), OTHER)
    found = learned.written(pages(mine, gone, theirs))
    assert [one.number for one in found] == [1, 2, 3, 4, 5]
    assert [one.prompt.id for one in found if one.text] == ["anger"]
