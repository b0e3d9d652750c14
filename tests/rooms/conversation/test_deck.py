"""Drawing from the deck: none comes twice before all were asked; what is put back comes last."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from nearer.article import Sign
from nearer.rooms.conversation import deck
from nearer.rooms.conversation.deck import Card, Wanted

SOME = st.lists(st.text("abc", min_size=1, max_size=4), min_size=1, max_size=20, unique=True)
SEED = st.binary(min_size=1, max_size=8)
OWN = (Card("own", "What did the sea sound like?", own=True),)


def some(ids: list[str]) -> list[Card]:
    return [Card(id, id) for id in ids]


@given(SOME, SEED)
def test_every_card_is_asked_once_and_then_none_is_left(ids: list[str], seed: bytes) -> None:
    asked: list[str] = []
    while card := deck.draw(some(ids), used=frozenset(asked), seed=seed, after=(asked or [""])[-1]):
        asked.append(card.id)
    assert sorted(asked) == sorted(ids)


@given(SOME, SEED, st.data())
def test_what_is_put_back_comes_again_only_after_all_others(
    ids: list[str], seed: bytes, data: st.DataObject
) -> None:
    used = frozenset(data.draw(st.lists(st.sampled_from(ids), max_size=len(ids) - 1)))
    left = len(ids) - len(used)
    shown, after = [], ""
    for _ in range(2 * left):
        card = deck.draw(some(ids), used=used, seed=seed, after=after)
        assert card is not None
        after = card.id
        shown.append(after)
    assert len(set(shown[:left])) == left
    assert shown[left:] == shown[:left]


def test_a_reload_draws_the_same_card() -> None:
    found = deck.cards(Wanted())
    drawn = {deck.draw(found, used=frozenset(), seed=b"s", after="time-1") for _ in range(3)}
    assert len(drawn) == 1


def test_the_articles_own_two_can_be_chosen_alone_and_with_a_sign() -> None:
    for kind, sign in product(deck.KINDS, Sign):
        assert len(deck.cards(Wanted(kind=kind), OWN)) == len(Sign)
        assert len(deck.cards(Wanted(kind=kind, sign=sign.value))) == 1


def test_own_questions_are_among_every_other_choice() -> None:
    for wanted in (Wanted(), Wanted(depth="play"), Wanted(sign="time")):
        assert OWN[0] in deck.cards(wanted, OWN)
    assert OWN[0] not in deck.cards(Wanted(kind="cared-for"), OWN)
