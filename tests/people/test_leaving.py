"""Leaving by two doors: each by one alone, at once, and true about what the other could notice."""

import re

from nearer.people.records import Introduced
from nearer.rooms.awareness.acts import QUESTION
from nearer.rooms.awareness.records import SealedCheck
from nearer.vault import envelopes, read, write
from tests.conftest import Actor


def text(actor: Actor, path: str = "/you") -> str:
    shown = actor.client.get(path)
    assert shown.status_code == 200, path
    return shown.content.decode()


def seen(actor: Actor) -> list[str]:
    """Return all that somebody's pages show, without random keys and the seconds that are left."""
    pages = (actor.client.get(path) for path in ("/you", "/today", "/invite", "/settings"))
    return [re.sub(r'[0-9a-f]{32,}|data-left="\d+"', "#", page.content.decode()) for page in pages]


def does(actor: Actor, path: str, **fields: str) -> None:
    answered = actor.client.send(path, fields)
    assert answered.status_code == 303, (path, answered.status_code)


def gives(actor: Actor) -> None:
    us = actor.visit.us
    assert us is not None
    write.card(actor.visit, us, Introduced(called=actor.name, **actor.visit.stamp()))


def closes(actor: Actor, told: str = "now") -> None:
    does(actor, "/you/close/day", told=told)


def opened_answers(ada: Actor, ben: Actor) -> None:
    for actor in (ada, ben):
        record = SealedCheck(receive={}, give={}, **actor.visit.stamp())
        envelopes.put_in(actor.visit, QUESTION, record)
        envelopes.set_ready(actor.visit, QUESTION)


# The quiet door ----------------------------------------------------------------------------------


def test_resting_takes_two_taps_and_shows_nothing_to_the_other(ada: Actor, ben: Actor) -> None:
    gives(ada)
    before = seen(ben)
    assert "Could <bdi>Ben</bdi> notice? Not here." in text(ada, "/you/rest")
    does(ada, "/you/rest", how="open")
    assert ada.visit.us is None
    assert seen(ben) == before
    assert "You are resting" in text(ada)
    assert "You are resting" not in text(ben)


def test_who_rests_comes_back_in_one_tap(ada: Actor, ben: Actor) -> None:
    does(ada, "/you/rest", how="week")
    assert "You meant it until" in text(ada)
    does(ada, "/you/rest", do="back")
    assert ada.visit.us is not None
    assert "You are back." in text(ada)


def test_the_page_of_resting_offers_to_come_back_only_to_who_rests(ada: Actor, ben: Actor) -> None:
    back = 'name="do" value="back"'
    assert back not in text(ada, "/you/rest")
    does(ada, "/you/rest", how="open")
    assert back in text(ada, "/you/rest")
    does(ada, "/you/rest", do="back")
    assert back not in text(ada, "/you/rest")


def test_resting_twice_or_from_an_old_tab_does_no_harm(ada: Actor, ben: Actor) -> None:
    for fields in ({"how": "open"}, {"how": "month"}, {"do": "back"}, {"do": "back"}):
        does(ada, "/you/rest", **fields)
    assert ada.visit.us is not None


def test_how_long_is_asked_for_once_more_if_nothing_was_chosen(ada: Actor, ben: Actor) -> None:
    assert ada.client.send("/you/rest", {}).status_code == 422
    assert ada.visit.us is not None


def test_the_day_that_somebody_set_is_said_once_a_session(ada: Actor, ben: Actor) -> None:
    from datetime import date

    from nearer.vault import leaving

    leaving.rest(ada.visit, until=date(2020, 1, 1))
    assert ada.client.get("/today")["Location"] == "/first"
    assert "You meant to rest until now" in text(ada, "/first")
    does(ada, "/first", do="on")
    assert ada.client.get("/today").status_code == 200


def test_who_rests_finds_no_way_to_tell_a_new_name(ada: Actor, ben: Actor) -> None:
    does(ada, "/you/rest", how="open")
    assert 'name="tell"' not in text(ada, "/settings")


def test_who_rests_is_told_of_the_rest_and_of_no_missing_person(ada: Actor, ben: Actor) -> None:
    alone = ("You are here on your own", "somebody must have joined you", "Your invitation says")
    does(ada, "/you/rest", how="open")
    for path in ("/envelope", "/letters", "/settings"):
        shown = text(ada, path)
        assert [words for words in alone if words in shown] == [], path
    assert "The shared space rests" in text(ada, "/envelope")
    assert "until you come back" in text(ada, "/letters")


def test_alone_the_same_pages_do_say_that_it_takes_two(cleo: Actor) -> None:
    assert "You are here on your own" in text(cleo, "/envelope")
    assert "somebody must have joined you" in text(cleo, "/letters")


# The closing door --------------------------------------------------------------------------------


def test_closing_says_what_it_does_in_three_steps(ada: Actor, ben: Actor) -> None:
    one = text(ada, "/you/close")
    assert "Could <bdi>Ben</bdi> notice? Yes." in one
    assert 'href="/help"' in one
    assert 'href="/you/close/own"' in one
    assert 'href="/you/close/day"' in text(ada, "/you/close/own")
    closes(ada)
    assert "It is closed." in text(ada)
    assert ada.visit.us is None


def test_the_other_reads_one_line_and_keeps_what_both_could_read(ada: Actor, ben: Actor) -> None:
    gives(ada)
    closes(ada)
    assert ben.client.get("/today")["Location"] == "/first"
    shown = text(ben, "/first")
    assert "The shared space is closed" in shown
    assert "Your own entries are here." in shown
    assert "Ada" not in shown
    does(ben, "/first", do="understood")
    assert "The shared space is closed" not in text(ben)
    assert ben.client.get("/today").status_code == 200
    assert ben.visit.shared is None


def test_who_was_left_reads_of_no_invitation_that_came_to_nothing(ada: Actor, ben: Actor) -> None:
    ben.client.send("/invite", {"quiet": "skip"})
    closes(ada)
    assert ben.visit.over is not None
    assert "If you want to invite someone" in text(ben, "/invite")
    assert "Nothing was shared" not in text(ben, "/invite")
    assert "Your invitation says" not in text(ben, "/settings")


def test_until_the_chosen_day_the_other_sees_what_they_saw(ada: Actor, ben: Actor) -> None:
    gives(ada)
    before = seen(ben)
    closes(ada, "sometime")
    assert seen(ben) == before


def test_own_entries_are_taken_out_before(ada: Actor, ben: Actor) -> None:
    gives(ada)
    assert "One entry of yours" in text(ada, "/you/close/own")
    does(ada, "/you/close/own", do="withdraw")
    assert "No entry of yours lies" in text(ada, "/you/close/own")
    us = ben.visit.us
    assert us is not None
    assert not read.everything(ben.visit, us).entries


def test_a_doubled_tap_closes_once(ada: Actor, ben: Actor, cleo: Actor) -> None:
    closes(ada)
    closes(ada)
    assert cleo.client.get("/today").status_code == 200


def test_who_shares_nothing_is_led_back(cleo: Actor) -> None:
    for path in ("/you/close", "/you/close/own", "/you/close/day", "/you/rest"):
        assert cleo.client.get(path).status_code in (302, 303), path
    assert "Close what you share" not in text(cleo)


def test_who_rests_can_look_at_what_the_other_gave_and_nothing_tells_of_it(
    ada: Actor, ben: Actor
) -> None:
    from nearer.rooms.awareness.records import SealedCheck

    us = ben.visit.us
    assert us is not None
    given = SealedCheck(receive={"time-1": 2}, give={}, **ben.visit.stamp())
    write.card(ben.visit, us, given)
    before = seen(ben)
    does(ada, "/you/rest", how="open")
    page = text(ada, "/you/rest/meanwhile")
    assert "What <bdi>Ben</bdi> gave" in page
    assert "Answers in the picture of both" in page
    assert seen(ben) == before
    assert ben.client.get("/you/rest/meanwhile").status_code == 302


def test_who_rests_takes_out_one_thing_and_the_rest_stays(ada: Actor, ben: Actor) -> None:
    opened_answers(ada, ben)
    gives(ada)
    does(ada, "/you/rest", how="open")
    names = re.findall(r'value="(left:[0-9a-f]+)"', text(ada))
    assert len(names) == 1  # a name that was told is no entry that a room tells
    space = ada.visit.resting
    assert space is not None
    before = [entry for entry in read.everything(ada.visit, space).entries if entry.mine]
    does(ada, "/you", stop=names[0])
    after = [entry for entry in read.everything(ada.visit, space).entries if entry.mine]
    assert len(before) - len(after) == 1
    assert ada.visit.us is None
    assert "left:" not in text(ada)
    does(ada, "/you", stop=names[0])
    assert len([e for e in read.everything(ada.visit, space).entries if e.mine]) == len(after)


def test_nobody_takes_out_what_the_other_gave(ada: Actor, ben: Actor) -> None:
    opened_answers(ada, ben)
    does(ada, "/you/rest", how="open")
    space = ada.visit.resting
    assert space is not None
    entries = read.everything(ada.visit, space).entries
    for entry in entries:
        if not entry.mine:
            does(ada, "/you", stop=f"left:{entry.id.hex()}")
    assert len(read.everything(ada.visit, space).entries) == len(entries)
