"""Who can see what: every shared thing stands there with its stop, and nothing else does."""

import re
from typing import Any

import pytest

from nearer.house.door import Door, Shared
from nearer.people import you
from nearer.rooms.awareness.records import SealedCheck
from nearer.safety.level import Level
from nearer.vault import envelopes, invitations, read, sessions
from nearer.vault.errors import InvitationEnded
from tests.conftest import Actor


def page(actor: Actor) -> str:
    shown = actor.client.get("/you")
    assert shown.status_code == 200
    return shown.content.decode()


def stop(actor: Actor, name: str) -> None:
    answered = actor.client.send("/you", {"stop": name})
    assert (answered.status_code, answered["Location"]) == (303, "/you")


def stops(text: str) -> list[str]:
    """Return the names of all stops on a page."""
    return re.findall(r'name="stop" value="([^"]+)"', text)


def seals(actor: Actor, *, ready: bool = False) -> None:
    both = {"time-1": 2}
    record = SealedCheck(**actor.visit.stamp(), receive=both, give=both)
    envelopes.put_in(actor.visit, "signs", record)
    if ready:
        envelopes.set_ready(actor.visit, "signs")


# Alone -------------------------------------------------------------------------------------------


def test_who_is_alone_shares_nothing_and_reads_who_runs_this(ada: Actor) -> None:
    text = page(ada)
    assert "Only you" in text
    assert stops(text) == []
    assert "What <bdi>Sam Okafor</bdi>, who runs this copy, could see" in text
    assert "Both at once" not in text


def test_a_copy_whose_operator_is_not_named_says_so_without_a_name(
    ada: Actor, settings: Any
) -> None:
    settings.NEARER_OPERATOR = ""
    assert "What whoever runs this copy could see" in page(ada)


def test_signing_out_ends_the_session(ada: Actor) -> None:
    answered = ada.client.send("/you", {"out": "yes"})
    assert (answered.status_code, answered["Location"]) == (303, "/")
    assert ada.client.get("/you").status_code == 401


def test_the_private_questions_open_here(ada: Actor) -> None:
    ada.client.send("/you", {"quiet": "start"})
    assert "Can anyone else see this screen now?" in page(ada)
    ada.client.send("/you", {"quiet": "skip"})
    assert "Who can see what" in page(ada)


# An invitation -----------------------------------------------------------------------------------


def test_an_invitation_is_named_with_all_that_it_tells_and_taken_back_in_one_tap(
    ada: Actor,
) -> None:
    code = invitations.offer(ada.visit, note="Only if you like.")
    text = page(ada)
    assert "Whoever has your invitation" in text
    assert "Only if you like." in text
    assert stops(text) == ["invitation"]
    stop(ada, "invitation")
    with pytest.raises(InvitationEnded):
        invitations.look(code)
    text = page(ada)
    assert "That is no longer shared." in text
    assert stops(text) == []


def test_either_of_two_who_compare_can_stop_it(ada: Actor, cleo: Actor) -> None:
    invitations.accept(cleo.visit, invitations.offer(ada.visit))
    assert "<bdi>Cleo</bdi>, not paired with you yet" in page(ada)
    assert "<bdi>Ada</bdi>, not paired with you yet" in page(cleo)
    stop(cleo, "invitation")
    assert stops(page(cleo)) == stops(page(ada)) == []


def test_what_stands_open_between_two_is_no_invitation_to_take_back(ada: Actor, ben: Actor) -> None:
    stop(ada, "invitation")
    assert ada.visit.us is not None
    assert "That is no longer shared." not in page(ada)


def test_what_is_shared_can_be_stopped_however_carefully_we_go(ada: Actor) -> None:
    invitations.offer(ada.visit)
    session = ada.visit.session
    assert session is not None
    session.payload.care = int(Level.LEVEL_2_PLUS)
    sessions.save(session)
    assert stops(page(ada)) == ["invitation"]


# A sealed envelope -------------------------------------------------------------------------------


def test_a_sealed_answer_is_taken_back_in_one_tap(ada: Actor, ben: Actor) -> None:
    assert "Nothing of yours is in an envelope." in page(ada)
    seals(ada)
    assert stops(page(ada)) == ["awareness:envelope"]
    stop(ada, "awareness:envelope")
    assert not envelopes.mine(ada.visit, "signs").answered
    text = page(ada)
    assert "That is no longer shared." in text
    assert "Nothing of yours is in an envelope." in text


def test_a_stop_sent_twice_or_from_an_old_tab_does_no_harm(ada: Actor, ben: Actor) -> None:
    seals(ada)
    stop(ada, "awareness:envelope")
    stop(ada, "awareness:envelope")
    seals(ada)
    assert stops(page(ada)) == ["awareness:envelope"]


def test_nobody_stops_what_is_the_others(ada: Actor, ben: Actor) -> None:
    seals(ben)
    stop(ada, "awareness:envelope")
    assert envelopes.mine(ben.visit, "signs").answered


@pytest.mark.parametrize("name", ["", "nothing", "awareness:", "awareness:other", "no:room"])
def test_a_stop_that_names_nothing_shared_does_nothing(ada: Actor, ben: Actor, name: str) -> None:
    seals(ada)
    stop(ada, name)
    assert envelopes.mine(ada.visit, "signs").answered
    assert "That is no longer shared." not in page(ada)


# What both have opened ---------------------------------------------------------------------------


def test_opened_answers_are_taken_out_in_one_tap(ada: Actor, ben: Actor) -> None:
    seals(ada, ready=True)
    seals(ben, ready=True)
    assert stops(page(ada)) == stops(page(ben)) == ["awareness:picture"]
    stop(ada, "awareness:picture")
    assert stops(page(ada)) == []
    seen = read.recent(ben.visit).newest(SealedCheck, author=ada.person)
    assert seen is not None
    assert seen.record.removed


def test_the_page_knows_everything_of_ones_own_that_the_other_can_open(
    ada: Actor, ben: Actor
) -> None:
    seals(ada, ready=True)
    seals(ben, ready=True)
    us = ada.visit.us
    assert us is not None
    mine = [entry for entry in read.everything(ada.visit, us).entries if entry.mine]
    assert mine
    assert len(you.sharing(ada.visit).open) == len(mine)


def test_the_name_that_the_other_sees_stands_there(ada: Actor, ben: Actor) -> None:
    text = page(ada)
    assert "What you are called: <bdi>Ada</bdi>" in text
    assert "What <bdi>Ben</bdi> never sees" in text


# Other rooms -------------------------------------------------------------------------------------


def test_a_room_that_comes_later_announces_through_its_door(
    ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = Shared("one", "open", "A letter", "It lies with the other.", "Take it back")
    ended: list[str] = []
    door = Door(
        room="post",
        offers=lambda records, now: [],
        shared=lambda visit: [letter] if not ended else [],
        stop=lambda visit, key: ended.append(key),
    )
    monkeypatch.setattr("nearer.house.registry.rooms", lambda: [door])
    assert [given.name for given in you.sharing(ada.visit).open] == ["post:one"]
    stop(ada, "post:one")
    stop(ada, "post:one")
    assert ended == ["one"]
