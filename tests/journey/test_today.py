"""Today in the browser's eyes: alone, paired, carefully, with damage, twice, and in two worlds."""

import re
from collections.abc import Callable
from datetime import timedelta
from secrets import token_bytes
from typing import Any

import pytest

from nearer.article import Direction
from nearer.rooms.awareness.records import SealedCheck, SignAnswer
from nearer.safety.level import Level
from nearer.vault import envelopes, invitations, keys, leaving, sessions, write
from nearer.vault import record as records
from nearer.vault.models import RecordRow
from nearer.vault.record import Place
from tests.conftest import Actor
from tests.journey.conftest import offer

Offering = Callable[..., None]
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
CAREFUL = [Level.LEVEL_2_OWN, Level.LEVEL_2, Level.LEVEL_2_PLUS]

CHECK = offer("check", 60)
NOTICE = offer("notice", 40)
ENVELOPE = offer("envelope", 80, joint=True, needs_two=True)


def today(actor: Actor) -> str:
    page = actor.client.get("/today")
    assert page.status_code == 200
    return page.content.decode()


def plane(text: str) -> str:
    """Return what stands on the one plane."""
    return text[text.index('class="plane') :].partition("</section>")[0]


def set_aside(actor: Actor, name: str) -> Any:
    return actor.client.send("/today", {"aside": name})


def goes(actor: Actor, level: Level) -> None:
    """Let the app go as carefully as a level says, in this session."""
    session = actor.visit.session
    assert session is not None
    session.payload.care = int(level)
    sessions.save(session)


def answer(actor: Actor, **changed: Any) -> SignAnswer:
    """Let somebody keep one answer of their own."""
    visit = actor.visit
    said = SignAnswer(
        **(visit.stamp() | changed),
        begun=visit.today,
        direction=Direction.RECEIVE,
        item="time-1",
        answer=3,
    )
    write.put(visit, visit.me, said, key=token_bytes(16))
    return said


def sealed(actor: Actor) -> SealedCheck:
    return SealedCheck(**actor.visit.stamp(), receive={"time-1": 2}, give={"time-1": 5})


# Alone, and as two -------------------------------------------------------------------------------


def test_who_is_alone_is_greeted_and_needs_nobody(ada: Actor, offering: Offering) -> None:
    offering(CHECK, ENVELOPE)
    text = today(ada)
    assert re.search(r"(Good (morning|afternoon|evening)|Hello), <bdi>Ada</bdi>", text)
    assert "You are here on your own." in text
    assert "check as a question" in plane(text)
    assert "If you want to invite someone" in text
    assert "envelope" not in text


def test_two_are_not_told_how_to_invite(ada: Actor, ben: Actor, offering: Offering) -> None:
    offering(CHECK, ENVELOPE, NOTICE)
    text = today(ada)
    assert "envelope as a question" in plane(text)
    assert "on your own" not in text
    assert "invite" not in text
    rest = text.partition("Also here")[2]
    assert rest.index("check as") < rest.index("notice as")


def test_an_empty_day_ends_away_from_the_phone(ada: Actor, offering: Offering) -> None:
    offering()
    text = today(ada)
    assert "That is all for" in plane(text)
    assert "And then, away from here" not in text


def test_every_other_day_ends_so_too(ada: Actor, offering: Offering) -> None:
    offering(CHECK)
    assert "And then, away from here" in today(ada)


def test_nothing_of_one_persons_today_is_another_ones(ada: Actor, cleo: Actor) -> None:
    answer(ada)
    assert "You kept something today." in today(ada)
    assert "You kept something today." not in today(cleo)


def test_what_was_kept_on_another_day_is_not_of_today(ada: Actor) -> None:
    answer(ada, day=ada.visit.today - timedelta(days=1))
    assert "You kept something today." not in today(ada)


# How far a pairing is ----------------------------------------------------------------------------


def test_an_invitation_is_one_quiet_row(ada: Actor, cleo: Actor, offering: Offering) -> None:
    offering(CHECK)
    code = invitations.offer(ada.visit)
    assert "Your invitation lies ready" in today(ada)
    assert "If you want to invite" not in today(ada)
    invitations.accept(cleo.visit, code)
    assert "Four words to compare" in today(ada)
    assert "Four words to compare" in today(cleo)
    invitations.match(ada.visit)
    assert "You said that the words match" in today(ada)
    assert "Four words to compare" in today(cleo)
    invitations.drop(cleo.visit)
    assert "Your invitation has ended" in today(ada)


# Carefully ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", CAREFUL)
def test_help_comes_first_and_nothing_for_two_is_left(
    ada: Actor, ben: Actor, offering: Offering, level: Level
) -> None:
    offering(CHECK, ENVELOPE)
    assert "envelope as a question" in today(ada)
    goes(ada, level)
    text = today(ada)
    assert text.index("People to talk with") < text.index("check as a question")
    assert "envelope" not in text
    assert "envelope as a question" in today(ben)


@pytest.mark.parametrize("level", CAREFUL)
def test_an_invitation_rests_where_we_go_carefully(
    ada: Actor, offering: Offering, level: Level
) -> None:
    offering(CHECK)
    assert "If you want to invite someone" in today(ada)
    goes(ada, level)
    assert "nvit" not in today(ada)
    invitations.offer(ada.visit)
    assert "nvit" not in today(ada)


def test_gently_what_works_alone_comes_first(ada: Actor, ben: Actor, offering: Offering) -> None:
    offering(CHECK, ENVELOPE)
    goes(ada, Level.LEVEL_1)
    text = today(ada)
    assert "check as a question" in plane(text)
    assert "envelope as a question" in text


def test_the_private_questions_open_here_and_close_again(ada: Actor, offering: Offering) -> None:
    offering(CHECK)
    assert "A few questions for you alone" in today(ada)
    moved = ada.client.send("/today", {"quiet": "start"})
    assert (moved.status_code, moved["Location"]) == (303, "/today")
    assert "Can anyone else see this screen now?" in today(ada)
    ada.client.send("/today", {"quiet": "skip"})
    assert "check as a question" in plane(today(ada))


# Not tonight -------------------------------------------------------------------------------------


def test_not_tonight_brings_up_the_next_and_takes_nothing_away(
    ada: Actor, offering: Offering
) -> None:
    offering(CHECK, NOTICE)
    answered = set_aside(ada, "stub:check")
    assert (answered.status_code, answered["Location"]) == (303, "/today")
    text = today(ada)
    assert "notice as a question" in plane(text)
    assert "check as a question" in text
    set_aside(ada, "stub:notice")
    assert "That is all for" in plane(today(ada))


def test_not_tonight_twice_is_the_same_as_once(ada: Actor, offering: Offering) -> None:
    offering(CHECK, NOTICE)
    set_aside(ada, "stub:check")
    once = ada.visit.held
    set_aside(ada, "stub:check")
    assert ada.visit.held == once == {"aside": ["stub:check"]}


def test_a_tab_that_shows_an_earlier_thing_sets_that_one_aside(
    ada: Actor, offering: Offering
) -> None:
    offering(CHECK, NOTICE, offer("third", 20))
    set_aside(ada, "stub:notice")  # a tab that was opened when the notice came first
    assert "check as a question" in plane(today(ada))
    set_aside(ada, "stub:check")
    assert "third as a question" in plane(today(ada))


@pytest.mark.parametrize("name", ["", "stub:unknown", "x" * 5000])
def test_what_nobody_offers_is_not_remembered(ada: Actor, offering: Offering, name: str) -> None:
    offering(CHECK)
    assert set_aside(ada, name).status_code == 303
    assert ada.visit.held == {}


def test_another_session_begins_afresh(ada: Actor, offering: Offering) -> None:
    offering(CHECK)
    set_aside(ada, "stub:check")
    now = int(ada.visit.now.timestamp())
    value, _ = sessions.start(ada.person, ada.master, minutes=15, now=now)
    ada.client.cookies[next(iter(ada.client.cookies))] = value
    assert "check as a question" in plane(today(ada))


# Damage ------------------------------------------------------------------------------------------


def test_an_entry_that_does_not_open_is_said_and_the_page_works(
    ada: Actor, offering: Offering
) -> None:
    offering(CHECK)
    for _ in range(3):
        answer(ada)
    assert "cannot be opened" not in today(ada)
    damage(RecordRow.objects.first())
    text = today(ada)
    assert "One entry cannot be opened" in text
    assert "check as a question" in plane(text)
    damage(RecordRow.objects.last())
    assert "2 entries cannot be opened" in today(ada)


def test_an_entry_in_ones_name_without_ones_key_is_said(ada: Actor, offering: Offering) -> None:
    offering(CHECK)
    said = answer(ada)
    assert "not written with your key" not in today(ada)
    visit = ada.visit
    place = Place(visit.me.id, token_bytes(16), ada.person, 1, write.first_bucket(visit.me, said))
    blob = records.seal_text(records.encode(said), place, visit.me.keys, keys.fresh_key())
    write.insert(place, blob)
    assert "One entry in your name was not written with your key" in today(ada)


def damage(row: RecordRow | None) -> None:
    assert row is not None
    blob = bytearray(row.blob)
    blob[-1] ^= 1
    RecordRow.objects.filter(id=row.id).update(blob=bytes(blob))


# Looking -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/today", "/you", "/steps"])
def test_a_look_writes_nothing(
    ada: Actor, ben: Actor, path: str, django_assert_max_num_queries: Any
) -> None:
    envelopes.put_in(ada.visit, "signs", sealed(ada))
    ada.client.get(path)  # the first one of a minute may move the session's own row
    with django_assert_max_num_queries(30) as asked:
        assert ada.client.get(path).status_code == 200
    written = [query["sql"] for query in asked if query["sql"].startswith(WRITES)]
    assert written == []
    assert any(query["sql"].startswith("SELECT") for query in asked)


# Two worlds --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/today", "/you", "/steps"])
@pytest.mark.parametrize("sealed_by_ada", [False, True])
def test_no_byte_tells_what_the_other_did(
    ada: Actor, ben: Actor, path: str, sealed_by_ada: bool
) -> None:
    if sealed_by_ada:
        envelopes.put_in(ada.visit, "signs", sealed(ada))
    before = masked(ada, path)
    answer(ben)
    ben.client.get(path)
    assert masked(ada, path) == before
    envelopes.put_in(ben.visit, "signs", sealed(ben))
    assert masked(ada, path) == before
    envelopes.set_ready(ben.visit, "signs")
    assert masked(ada, path) == before
    envelopes.take_back(ben.visit, "signs")
    goes(ben, Level.LEVEL_2)
    ben.client.send("/leave")
    assert masked(ada, path) == before


@pytest.mark.parametrize("path", ["/today", "/you"])
def test_being_ready_looks_the_same_whatever_the_other_did(
    ada: Actor, ben: Actor, path: str
) -> None:
    envelopes.put_in(ada.visit, "signs", sealed(ada))
    envelopes.set_ready(ada.visit, "signs")
    before = masked(ada, path)
    envelopes.put_in(ben.visit, "signs", sealed(ben))
    assert masked(ada, path) == before
    envelopes.take_back(ben.visit, "signs")
    assert masked(ada, path) == before


@pytest.mark.parametrize("path", ["/today", "/you"])
def test_what_both_opened_both_see(ada: Actor, ben: Actor, path: str) -> None:
    before = masked(ada, path)
    for actor in (ada, ben):
        envelopes.put_in(actor.visit, "signs", sealed(actor))
        envelopes.set_ready(actor.visit, "signs")
    assert masked(ada, path) != before


def masked(actor: Actor, path: str) -> str:
    """Return a page without what differs at every look: the form's key, the seconds left."""
    text = actor.client.get(path).content.decode()
    text = re.sub(r'name="key" value="[0-9a-f]{32}"', "", text)
    return re.sub(r'data-left="\d+"', "", text)


def test_whoever_rests_reads_that_and_not_that_they_are_alone(ada: Actor, ben: Actor) -> None:
    leaving.rest(ada.visit)
    shown = ada.client.get("/today").content.decode()
    assert "The shared space rests." in shown
    assert "You are here on your own." not in shown
    assert "The shared space rests." not in ben.client.get("/today").content.decode()
