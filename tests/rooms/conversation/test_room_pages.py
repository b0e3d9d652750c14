"""The room's pages: two people go through a whole talk, each with their own client."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from nearer.rooms.conversation import acts
from nearer.rooms.conversation.floor import Stage
from tests.conftest import PASSPHRASE, Actor, pair


@pytest.fixture(autouse=True)
def asked_before(ada: Actor, ben: Actor, cleo: Actor) -> None:
    """The private questions come before the first joint page of a session; here they have come."""
    for actor in (ada, ben, cleo):
        actor.client.send("/today", {"quiet": "close"})


def page(actor: Actor, path: str = "/room") -> str:
    shown = actor.client.get(path)
    assert shown.status_code == 200, (path, shown.status_code)
    return shown.content.decode()


def fields(actor: Actor) -> dict[str, str]:
    """Return the hidden fields of the room's form: which talk, and where it stands."""
    found = dict(re.findall(r'name="(talk|seen|side)" value="([^"]*)"', page(actor)))
    assert "talk" in found
    return found


def does(actor: Actor, what: str, **more: str) -> None:
    answered = actor.client.send("/room", {**fields(actor), "what": what, **more})
    assert (answered.status_code, answered["Location"]) == (303, "/room")


def begins(actor: Actor, mode: str, first: str = "me", subject: str = "name") -> None:
    answered = actor.client.send(f"/talks/{subject}/begin", {"mode": mode, "first": first})
    assert answered.status_code == 303, answered.content.decode()


def stage(actor: Actor) -> Stage:
    talk = acts.newest(actor.visit)
    assert talk is not None
    return talk.stage


def test_two_phones_go_through_a_whole_talk(ada: Actor, ben: Actor) -> None:
    begins(ada, "two")
    does(ben, "here")
    assert stage(ada) is Stage.SETTLE
    does(ada, "here")
    assert "Ada</bdi>, you have the floor" in page(ada)
    assert "Ada</bdi> has the floor" in page(ben)
    for speaker, listener in ((ada, ben), (ben, ada)):
        does(speaker, "said", text="Tuesday at dinner")
        does(listener, "heard")
        does(speaker, "got-it")
        does(listener, "answered")
        does(speaker, "replied")
    does(ada, "thanks", text="That you stayed", promise="I ring on Thursday")
    does(ben, "thanks")
    assert stage(ben) is Stage.PAGE
    does(ben, "text", text="Dinner is for us.")
    does(ada, "sign", text="Dinner is for us.")
    assert "Dinner is for us." in page(ada)
    does(ben, "sign", text="Dinner is for us.")
    assert "Both of you have signed the page" in page(ben)
    assert "Dinner is for us." in page(ada, "/talks")


def test_the_listeners_page_has_no_field_and_no_way_to_interrupt(ada: Actor, ben: Actor) -> None:
    begins(ada, "two")
    does(ada, "here")
    does(ben, "here")
    listens, speaks = page(ben), page(ada)
    assert "<textarea" in speaks
    assert "<textarea" not in listens
    sent = {**fields(ben), "what": "said", "text": "But I was working"}
    refused = ben.client.send("/room", sent)
    assert refused.status_code == 422
    assert stage(ada) is Stage.SPEAK
    assert "But I was working" in refused.content.decode(), "it is shown to its writer again"
    assert "But I was working" not in page(ada)


def test_a_tap_sent_twice_counts_once(ada: Actor, ben: Actor) -> None:
    begins(ada, "two")
    does(ada, "here")
    does(ben, "here")
    sent = {**fields(ada), "what": "said", "text": "one thing"}
    for _ in range(2):
        assert ada.client.send("/room", sent).status_code == 303
    assert stage(ada) is Stage.BACK
    assert "gone on meanwhile" not in page(ada)


def test_one_phone_is_passed_by_somebody_who_is_here_alone(cleo: Actor) -> None:
    begins(cleo, "one")
    does(cleo, "here")
    for _ in range(2):
        for what in ("said", "heard", "got-it", "answered", "replied"):
            does(cleo, what)
    does(cleo, "thanks", text="for coming")
    does(cleo, "thanks")
    does(cleo, "text", text="We try.")
    does(cleo, "sign", text="We try.")
    does(cleo, "sign", text="We try.")
    assert stage(cleo) is Stage.OVER


def test_alone_nobody_begins_on_two_phones_or_by_letter(cleo: Actor) -> None:
    shown = page(cleo, "/talks/name/begin")
    assert 'value="one"' in shown
    assert 'value="two"' not in shown
    answered = cleo.client.send("/talks/name/begin", {"mode": "two", "first": "me"})
    assert answered.status_code == 422
    assert acts.newest(cleo.visit) is None


def test_a_pause_says_on_both_pages_when_it_is_over(ada: Actor, ben: Actor) -> None:
    begins(ada, "two")
    does(ada, "here")
    does(ben, "here")
    does(ben, "pause", minutes="20")
    back = [re.findall(r"Back at \d\d:\d\d", page(actor)) for actor in (ada, ben)]
    assert back[0] == back[1]
    assert back[0]
    does(ada, "return")
    assert stage(ben) is Stage.SPEAK
    assert "Back at" in page(ben)
    does(ben, "return")
    assert "Back at" not in page(ada)


def without_details(html: str) -> str:
    return re.sub(r"<details.*?</details>", "", html, flags=re.DOTALL)


def test_who_paused_or_ended_is_not_told(ada: Actor, ben: Actor) -> None:
    begins(ada, "two")
    does(ada, "here")
    does(ben, "here")
    does(ben, "pause", minutes="45")
    assert "Ben" not in without_details(page(ada))
    does(ben, "end")
    assert "That is all for tonight" in page(ada)
    assert "Ben" not in without_details(page(ada))


def test_before_both_are_here_nothing_tells_whether_the_other_is(ada: Actor, ben: Actor) -> None:
    begins(ada, "two")
    before = page(ada)
    does(ben, "here")
    of_this_page = re.compile(r'data-left="\d+"|name="key" value="[0-9a-f]{32}"')
    assert of_this_page.sub("", before) == of_this_page.sub("", page(ada))
    does(ada, "here")
    assert "you have the floor" in page(ada), "and once both are here it begins"


def test_two_who_begin_at_once_meet_in_one_talk(ada: Actor, ben: Actor) -> None:
    begins(ada, "two")
    begins(ben, "letter", subject="respond")
    mine, theirs = acts.newest(ada.visit), acts.newest(ben.visit)
    assert mine is not None
    assert theirs is not None
    assert mine.id == theirs.id


def test_a_talk_by_letter_needs_words_at_each_step(ada: Actor, ben: Actor) -> None:
    begins(ada, "letter")
    assert ada.client.send("/room", {**fields(ada), "what": "said"}).status_code == 422
    assert stage(ada) is Stage.SPEAK
    does(ada, "said", text="It was the phone.")
    assert stage(ben) is Stage.BACK
    assert "It was the phone." in page(ben)


def test_words_in_a_talk_can_be_taken_out_and_it_stands_where_it_stood(
    ada: Actor, ben: Actor
) -> None:
    begins(ada, "letter")
    does(ada, "said", text="It was the phone.")
    assert "Your words in talks" in page(ada, "/you")
    assert ada.client.send("/you", {"stop": "conversation:talks"}).status_code == 303
    assert "It was the phone." not in page(ben)
    assert stage(ben) is Stage.BACK


@pytest.mark.parametrize("field", ["text", "promise"])
def test_what_is_too_long_is_shown_again_whole(ada: Actor, ben: Actor, field: str) -> None:
    begins(ada, "letter")
    long = "x" * (20_001 if field == "text" else 601)
    other = {"text": "promise", "promise": "text"}[field]
    sent = {**fields(ada), "what": "said", field: long, other: "and this"}
    refused = ada.client.send("/room", sent)
    assert refused.status_code == 422
    assert long in refused.content.decode()
    assert "and this" in refused.content.decode()
    assert stage(ada) is Stage.SPEAK


def test_the_end_of_a_line_counts_once(ada: Actor, ben: Actor) -> None:
    begins(ada, "letter")
    does(ada, "said", text="a\r\n" * 9_000)
    assert stage(ada) is Stage.BACK


def test_preparing_too_much_keeps_what_was_typed_in_its_field(ada: Actor) -> None:
    sent = {"name-moment": "y" * 20_001, "name-wish": "ten minutes"}
    refused = ada.client.send("/talks/name", sent)
    assert refused.status_code == 422
    assert "y" * 20_001 in refused.content.decode()
    assert "ten minutes" in refused.content.decode()


def at_the_page(ada: Actor, ben: Actor, text: str = "We eat together.") -> None:
    """Both have gone through the talk, and Ben has written the page."""
    begins(ada, "two")
    does(ada, "here")
    does(ben, "here")
    for speaker, listener in ((ada, ben), (ben, ada)):
        turn = [(speaker, "said"), (listener, "heard"), (speaker, "got-it")]
        for actor, what in [*turn, (listener, "answered"), (speaker, "replied")]:
            does(actor, what)
    does(ada, "thanks")
    does(ben, "thanks")
    does(ben, "text", text=text)


def signs_a_page(ada: Actor, ben: Actor) -> None:
    at_the_page(ada, ben, "Dinner is for us.")
    does(ada, "sign", text="Dinner is for us.")
    does(ben, "sign", text="Dinner is for us.")


def test_words_taken_out_of_a_signed_page_leave_it_over_and_the_next_talk_free(
    ada: Actor, ben: Actor
) -> None:
    signs_a_page(ada, ben)
    ben.client.send("/you", {"stop": "conversation:talks"})
    assert stage(ada) is Stage.OVER
    assert "Dinner is for us." not in page(ada)
    begins(ada, "letter", subject="respond")
    assert stage(ada) is Stage.SPEAK
    assert stage(ben) is Stage.SPEAK


def test_words_taken_out_leave_the_clock_where_it_was(ada: Actor, ben: Actor) -> None:
    begins(ada, "two")
    does(ada, "here")
    does(ben, "here")
    does(ada, "said", text="one thing")
    before = acts.newest(ada.visit)
    ada.client.send("/you", {"stop": "conversation:talks"})
    after = acts.newest(ada.visit)
    assert before is not None
    assert after is not None
    assert (before.since, before.stage) == (after.since, after.stage)
    assert after.lines == ()


def test_a_talk_on_one_phone_can_be_ended_from_the_other_and_no_more(
    ada: Actor, ben: Actor
) -> None:
    begins(ada, "one")
    does(ada, "here")
    shown = page(ben)
    assert "lies on the other phone" in shown
    assert "I have said it" not in shown
    refused = ben.client.send("/room", {**fields(ben), "what": "said", "text": "mine"})
    assert refused.status_code == 422
    assert stage(ada) is Stage.SPEAK
    does(ben, "end")
    assert stage(ada) is Stage.OVER
    begins(ben, "letter")
    assert stage(ada) is Stage.SPEAK


@pytest.mark.parametrize("path", ["/room", "/talks/name/begin"])
def test_where_we_go_carefully_the_room_does_not_open(ada: Actor, ben: Actor, path: str) -> None:
    import msgspec

    from nearer.vault.write import change_keyring

    begins(ada, "two")
    visit: Any = ben.visit
    change_keyring(visit, lambda keyring: msgspec.structs.replace(keyring, care=2))
    assert ben.client.get(path).status_code == 303
    assert "Help now" in page(ben, "/talks")
    assert "stands open" not in page(ben, "/talks")
    assert ada.client.get(path).status_code == 200


def test_a_stranger_finds_nothing_of_it(ada: Actor, ben: Actor, cleo: Actor) -> None:
    begins(ada, "letter")
    does(ada, "said", text="It was the phone.")
    sent = {**fields(ben), "what": "heard", "text": "mine now"}
    assert cleo.client.send("/room", sent).status_code == 303
    assert cleo.client.get("/room").status_code == 303
    assert stage(ada) is Stage.BACK


# Begun alone, and then there are two --------------------------------------------------------------


@pytest.fixture(params=["she offers", "he offers"])
def later_two(request: pytest.FixtureRequest, cleo: Actor, dan: Actor) -> tuple[Actor, Actor]:
    """Cleo, who began alone, and Dan, who joins; each may be the one who offers."""
    begins(cleo, "one")
    does(cleo, "here")
    does(cleo, "said", text="Tuesday at dinner")
    dan.client.send("/today", {"quiet": "close"})
    pair(*((cleo, dan) if request.param == "she offers" else (dan, cleo)))
    return cleo, dan


def test_a_talk_begun_alone_goes_on_once_there_are_two(later_two: tuple[Actor, Actor]) -> None:
    cleo, dan = later_two
    assert "A talk stands open" in page(cleo, "/talks")
    assert "A talk that stands open" in page(cleo, "/today")
    assert "lies on the other phone" not in page(cleo)
    for what in ("heard", "got-it", "answered", "replied"):
        does(cleo, what)
    assert "Cleo</bdi> has the floor" not in page(cleo), "it is the other's turn"
    does(cleo, "end")
    assert stage(cleo) is Stage.OVER
    assert dan.client.get("/room").status_code == 303, "it is Cleo's alone"


@pytest.mark.parametrize("who", [0, 1])
def test_a_talk_of_both_ends_one_begun_alone_and_its_words_stay(
    later_two: tuple[Actor, Actor], who: int
) -> None:
    cleo, dan = later_two
    assert "It ends when this one begins" in page(cleo, "/talks/respond/begin")
    assert "It ends when this one begins" not in page(dan, "/talks/respond/begin")
    stale = {**fields(cleo), "what": "heard"}
    begins(later_two[who], "two", subject="respond")
    assert stage(cleo) is Stage.SETTLE
    assert stage(dan) is Stage.SETTLE
    assert "has ended with it" in page(cleo, "/talks")
    assert "has ended with it" not in page(dan, "/talks")
    assert cleo.client.send("/room", stale).status_code == 422
    does(cleo, "end")
    assert "That is all for tonight" in page(cleo), "the one before does not come back"
    assert "A talk that stands open" not in page(cleo, "/today")
    assert "Tuesday at dinner" in page(cleo, "/entries")
    begins(dan, "letter")
    assert stage(cleo) is Stage.SPEAK


def test_without_a_name_a_sentence_still_begins_with_a_capital(cleo: Actor) -> None:
    begins(cleo, "one", first="other", subject="understand")
    does(cleo, "here")
    assert "if there is one. Cleo listens for that" in page(cleo)
    does(cleo, "said")
    assert "Say back what it touches in the other person, and" in page(cleo)
    does(cleo, "heard")
    does(cleo, "got-it")
    does(cleo, "answered")
    does(cleo, "replied")
    assert "if there is one. The other person listens for that" in page(cleo)


# What arrives late, or twice ----------------------------------------------------------------------


def hidden(shown: Any) -> dict[str, str]:
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', shown.content.decode())
    return {name: unescape(value) for name, value in found}


def sends_late(actor: Actor, path: str, sent: dict[str, str]) -> Any:
    """Send a form after its session's end, sign in again, and return the page that shows it."""
    whole = {"token": actor.client.token, "key": "0f" * 16, **sent}
    actor.client.cookies.clear()
    locked = actor.client.post(path, whole)
    assert locked.status_code == 401
    signs_in = {**hidden(locked), "name": actor.name.lower(), "pass": PASSPHRASE}
    return actor.client.post("/sign-in", signs_in)


def test_words_said_after_the_sessions_end_are_said_with_one_more_tap(
    ada: Actor, ben: Actor
) -> None:
    begins(ada, "letter")
    shown = sends_late(ada, "/room", {**fields(ada), "what": "said", "text": "It was the phone."})
    assert "It was the phone." in shown.content.decode()
    assert stage(ben) is Stage.SPEAK
    for _ in range(2):
        assert ada.client.post("/room", hidden(shown)).status_code == 303
    assert stage(ben) is Stage.BACK
    talk = acts.newest(ben.visit)
    assert talk is not None
    assert [line.text for line in talk.lines] == ["It was the phone."]


def test_a_letter_sent_after_the_sessions_end_is_given_once_with_one_more_tap(
    ada: Actor, ben: Actor
) -> None:
    shown = sends_late(ada, "/words", {"text": "About Tuesday.", "do": "letter"})
    assert "About Tuesday." not in page(ben, "/letters")
    for _ in range(2):
        assert ada.client.post("/words", hidden(shown)).status_code == 303
    assert page(ben, "/letters").count("About Tuesday.") == 1


def test_words_that_come_too_late_for_the_talk_are_shown_and_change_nothing(
    ada: Actor, ben: Actor
) -> None:
    begins(ada, "letter")
    sent = {**fields(ada), "what": "said", "text": "It was the phone."}
    does(ben, "end")
    shown = sends_late(ada, "/room", sent)
    ada.client.send("/today", {"quiet": "close"})
    refused = ada.client.post("/room", hidden(shown))
    assert refused.status_code == 422
    assert "It was the phone." in refused.content.decode()
    assert stage(ada) is Stage.OVER


def test_a_talk_begun_twice_by_one_tap_is_one_talk(ada: Actor, ben: Actor) -> None:
    sent = {"mode": "letter", "first": "me", "key": "0e" * 16}
    for _ in range(2):
        assert ada.client.send("/talks/name/begin", sent).status_code == 303
    does(ada, "end")
    assert ada.client.send("/talks/name/begin", sent).status_code == 303
    assert stage(ben) is Stage.OVER


# Nothing private in the other's hands, nothing signed unseen --------------------------------------

NOTE = "I have thought of leaving."


def visible(actor: Actor) -> str:
    return re.sub(r"<[^>]+>", " ", page(actor))


def test_on_one_phone_ones_notes_show_only_while_one_has_the_floor(cleo: Actor) -> None:
    cleo.client.send("/talks/name", {"name-moment": NOTE})
    cleo.client.send("/words", {"text": "Ten minutes, just us.", "do": "talk"})
    begins(cleo, "one")
    shown = {}
    turn = ("said", "heard", "got-it", "answered", "replied")
    for place, what in enumerate(
        ("here", *turn, *turn, "thanks", "thanks", "text", "sign", "sign")
    ):
        words = page(cleo)
        shown[place] = NOTE in words
        assert ("Ten minutes, just us." in words) is shown[place]
        does(cleo, what, text="We try." if what in ("text", "sign") else "")
    assert NOTE not in page(cleo), "over"
    # Settling; Cleo speaks, hears whether it came across, replies; then listens; then both close.
    hers = {1, 3, 5, 7, 9}
    assert {place for place, is_there in shown.items() if is_there} == hers
    assert stage(cleo) is Stage.OVER


def test_on_two_phones_ones_notes_are_there_at_every_stage(ada: Actor, ben: Actor) -> None:
    ben.client.send("/talks/name", {"name-moment": NOTE})
    begins(ada, "two")
    for actor, what in ((ada, "here"), (ben, "here"), (ada, "said"), (ben, "heard")):
        assert NOTE in page(ben)
        assert NOTE not in page(ada)
        does(actor, what)


def test_other_words_than_those_that_lie_there_are_kept_and_not_signed(
    ada: Actor, ben: Actor
) -> None:
    at_the_page(ada, ben)
    does(ada, "sign", text="We eat together.")
    sent = {**fields(ben), "what": "sign", "text": "We eat together, except on Sundays."}
    sent["key"] = "0c" * 16
    for _ in range(2):
        answered = ben.client.send("/room", sent)
        assert (answered.status_code, answered["Location"]) == (303, "/room?kept")
    assert "Read them once more, then sign" in page(ben, "/room?kept")
    talk = acts.newest(ada.visit)
    assert talk is not None
    assert (talk.stage, talk.signed) == (Stage.PAGE, frozenset())
    assert "except on Sundays" in page(ada)
    for actor in (ada, ben):
        does(actor, "sign", text="We eat together, except on Sundays.")
    assert "Both of you have signed the page" in page(ada)


def test_the_last_signature_sent_twice_counts_once(ada: Actor, ben: Actor) -> None:
    at_the_page(ada, ben)
    does(ada, "sign", text="We eat together.")
    sent = {**fields(ben), "what": "sign", "text": "We eat together."}
    for _ in range(2):
        assert ben.client.send("/room", sent).status_code == 303
    assert stage(ada) is Stage.OVER


@pytest.mark.parametrize("sent", [{}, {"text": ""}, {"text": "  "}])
def test_who_sends_no_words_signs_none(ada: Actor, ben: Actor, sent: dict[str, str]) -> None:
    at_the_page(ada, ben)
    refused = ben.client.send("/room", {**fields(ben), "what": "sign", **sent})
    assert refused.status_code == 422
    assert "There are no words here yet" in refused.content.decode()
    assert "gone on meanwhile" not in refused.content.decode()
    talk = acts.newest(ada.visit)
    assert talk is not None
    assert (talk.signed, talk.text) == (frozenset(), "We eat together.")


def test_the_field_and_the_names_under_it_go_together(ada: Actor, ben: Actor) -> None:
    at_the_page(ada, ben)
    shown = page(ben)
    of_the_field = re.findall(r'<button[^>]*form="write"[^>]*value="(\w+)"', shown)
    assert of_the_field == ["sign", "text"]
    assert 'id="write"' in shown


def test_words_of_one_phone_are_in_nobodys_name(cleo: Actor) -> None:
    begins(cleo, "one")
    for what in ("here", *2 * ("said", "heard", "got-it", "answered", "replied")):
        does(cleo, what)
    does(cleo, "thanks")
    does(cleo, "thanks")
    does(cleo, "text", text="We try.")
    assert "In the words of" not in page(cleo)
    cleo.client.send("/room", {**fields(cleo), "what": "sign", "text": "We try, mostly."})
    assert "We try, mostly." in page(cleo)
    assert stage(cleo) is Stage.PAGE


# Beginning where one stands, ending, and what stays -----------------------------------------------


def test_who_begins_where_a_talk_stands_is_told_and_led_into_it(ada: Actor, ben: Actor) -> None:
    before = page(ben, "/talks/respond/begin")
    assert "stands open already" not in before
    begins(ada, "two")
    shown = page(ben, "/talks/respond/begin")
    assert "stands open already" in shown
    assert 'form="begin"' not in shown
    answered = ben.client.send("/talks/respond/begin", {"mode": "letter", "first": "me"})
    assert answered["Location"] == "/room?stood"
    assert "stood open already" in page(ben, "/room?stood")
    assert "stood open already" not in page(ben)


def test_letters_wait_by_themselves_and_are_not_put_off(ada: Actor, ben: Actor) -> None:
    begins(ada, "letter")
    does(ada, "said", text="It was the phone.")
    for actor in (ada, ben):
        shown = page(actor)
        assert "Not tonight" not in shown
        assert "waits by itself" in shown
        assert "End this talk for both" in shown
    does(ben, "end")
    assert stage(ada) is Stage.OVER


def test_ending_asks_once_and_has_a_way_back(ada: Actor, ben: Actor) -> None:
    begins(ada, "two")
    shown = page(ada)
    assert 'href="?end#end" data-opens="end">Not tonight' in shown
    assert re.search(r'<section[^>]* id="end"[^>]* hidden', shown)
    asked = page(ada, "/room?end")
    assert re.search(r'<section[^>]* id="end"(?![^>]* hidden)', asked)
    assert "End this talk for both?" in asked
    assert 'href="/room" data-closes="end">No, go back' in asked
    assert stage(ben) is Stage.SETTLE


def test_a_pause_can_be_opened_without_a_script(ada: Actor, ben: Actor) -> None:
    begins(ada, "two")
    does(ada, "here")
    does(ben, "here")
    shown = page(ben)
    assert 'href="?pause#pause" data-opens="pause"' in shown
    assert re.search(r'<section[^>]* id="pause"[^>]* hidden', shown)
    assert re.search(r'<section[^>]* id="pause"(?![^>]* hidden)', page(ben, "/room?pause"))
    assert "<noscript>" in shown
    assert "Look again" in shown


def test_who_waits_for_a_letter_is_told_nothing_of_a_room(ada: Actor, ben: Actor) -> None:
    begins(ada, "letter")
    spoken = re.compile(r"Look at|not at this|take it in|[Ll]isten|has the floor|you heard")
    steps = [(ada, "said"), (ben, "heard"), (ada, "got-it"), (ben, "answered"), (ada, "replied")]
    for actor, what in steps:
        for reader in (ada, ben):
            assert not spoken.search(visible(reader)), (what, reader.name)
        does(actor, what, text="words")


# A pause and its time -----------------------------------------------------------------------------


def paused(ada: Actor, ben: Actor) -> Any:
    begins(ada, "two")
    does(ada, "here")
    does(ben, "here")
    does(ben, "pause", minutes="20")
    talk = acts.newest(ada.visit)
    assert talk is not None
    return talk.pause


def test_today_says_when_the_pause_is_over_and_then_offers_the_return(
    ada: Actor, ben: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    until = paused(ada, ben).until
    back = re.search(r"Back at \d\d:\d\d", page(ada))
    assert back is not None
    for actor in (ada, ben):
        today = page(actor, "/today")
        assert f"{back[0]}." in today
        assert "The pause in your talk is over" not in today
    late(monkeypatch, until)
    for actor in (ada, ben):
        assert "Back at" not in page(actor, "/today")
        assert "The pause in your talk is over" in page(actor, "/today")
        assert "The time to be back has come" in page(actor)


def late(monkeypatch: pytest.MonkeyPatch, until: Any) -> None:
    """Let it be five minutes after a time."""
    from nearer.vault import visit as visits

    begin = visits.begin
    now = until + timedelta(minutes=5)
    monkeypatch.setattr(visits, "begin", lambda one, **more: begin(one, **{**more, "now": now}))


def test_the_room_says_when_the_minutes_are_over_and_hurries_nobody(
    ada: Actor, ben: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    begins(ada, "two")
    does(ada, "here")
    does(ben, "here")
    over = re.compile(r"<p[^>]*data-over(?P<hidden> hidden)?>")
    for actor in (ada, ben):
        found = over.search(page(actor))
        assert found is not None
        assert found["hidden"]
    talk = acts.newest(ada.visit)
    assert talk is not None
    late(monkeypatch, talk.since + timedelta(minutes=5))
    found = over.search(page(ada))
    assert found is not None
    assert not found["hidden"]


def test_three_times_seven_minutes_promise_no_more_than_was_tried(cleo: Actor) -> None:
    shown = page(cleo, "/aside")
    assert "three times in a year, months apart" in shown
    assert "All three parts in one evening were not tried" in shown
    assert "some months later" not in shown
    for part in "123":
        cleo.client.send("/aside", {"part": part, "text": f"part {part}"})
    assert "some months later, with another argument" in page(cleo, "/aside")
