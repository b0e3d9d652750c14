"""Which of two questions of a kind a sign is asked: the one expected to tell more (article: 1a).

The check by sign asks one warm and one missed question of each sign, in the order of `check`. What
was answered decides where there is a choice, so a reload asks the same. While items of a kind are
guessed alike, it is always the first.
"""

from collections.abc import Mapping

from nearer.article import Direction
from nearer.rooms.awareness import measure
from nearer.rooms.awareness.cells import Answers, scores
from nearer.rooms.awareness.check import Chosen, kin, number_of, sixteen
from nearer.rooms.awareness.items import Item


def chosen(said: Mapping[Direction, Answers]) -> Chosen:
    """Return the sixteen questions of each direction by number, from the answers so far.

    said: answers by item, None for "rather not say", which counts as asked.
    """
    return {
        direction: tuple(number_of(_asked(slot, answers)) for slot in sixteen())
        for direction, answers in said.items()
    }


def _asked(slot: Item, answers: Answers) -> Item:
    already = (item for item in kin(slot) if item.id in answers)
    return next(already, None) or measure.most_telling(kin(slot), scores(answers, slot.sign))
