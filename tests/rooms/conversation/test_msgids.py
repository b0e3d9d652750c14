"""Every text of `content/` can be translated."""

from importlib.resources import files

from nearer.house.msgids import as_module
from nearer.rooms.conversation.content.msgids import MSGIDS
from nearer.rooms.conversation.deck import questions
from nearer.rooms.conversation.msgids import MODULE, texts


def test_the_marked_texts_are_the_newest() -> None:
    written = files("nearer.rooms.conversation").joinpath("content/msgids.py").read_text()
    assert written == as_module(MODULE, texts()), "run: python -m " + MODULE + " > …/msgids.py"


def test_every_question_of_the_deck_is_among_them() -> None:
    assert {question.text for question in questions()} <= set(MSGIDS)
