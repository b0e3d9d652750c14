"""Both ways in are lost: the old space is closed, the two pair anew, and nobody is swapped in."""

import pytest

from nearer.rooms.awareness.records import Note
from nearer.vault import invitations, leaving, read, write
from nearer.vault.errors import AlreadyTwo
from nearer.vault.kept import Kept
from nearer.vault.leaving import Told
from tests.conftest import Actor
from tests.people.pairing import Join, confirms, four_words, invites, takes_up, text_of


def shares(actor: Actor, text: str) -> None:
    """Write something that both can read."""
    us = actor.visit.us
    assert us is not None
    write.put(actor.visit, us, Note(**actor.visit.stamp(), made=b"key", text=text), key=b"k" * 16)


def entries(actor: Actor) -> str:
    return text_of(actor.client.get("/entries"))


def test_who_lost_both_ways_in_begins_anew_and_what_was_stays_with_who_stayed(
    ada: Actor, ben: Actor, join: Join
) -> None:
    for actor in (ada, ben):
        shares(actor, f"as {actor.name} had said it")
    old = ada.visit.us
    assert old is not None
    assert "Nearer cannot tell that they are who they were" in text_of(ada.client.get("/you/close"))

    leaving.close(ada.visit, told=Told.NOW)
    anew = join("Benno")
    takes_up(anew, invites(ada))
    assert four_words(ada) == four_words(anew)
    for actor in (ada, anew):
        confirms(actor)

    for actor in (ada, anew):
        us = actor.visit.us
        assert us is not None
        assert us.id != old.id
        assert us.keys.index != old.keys.index
        assert read.everything(actor.visit, us).of(Note) == ()
    kept = read.everything(ada.visit, ada.visit.me).of(Kept)
    assert {(one.record.by, one.record.called) for one in kept} == {("me", "Ada"), ("other", "Ben")}
    assert "as Ben had said it" in entries(ada)
    assert "as Ada had said it" in entries(ada)
    assert "had said it" not in entries(anew)
    assert read.everything(anew.visit, anew.visit.me).of(Kept) == ()


def test_while_the_old_space_stands_nobody_can_be_asked_into_it(ada: Actor, ben: Actor) -> None:
    """The control: whoever has a shared space, at rest or not, makes no invitation."""
    for _ in range(2):
        with pytest.raises(AlreadyTwo):
            invitations.offer(ada.visit)
        if ada.visit.us is not None:
            leaving.rest(ada.visit)
