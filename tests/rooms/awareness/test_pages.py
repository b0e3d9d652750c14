"""The pages of step 1, asked by Ada and Ben (a pair) and Cleo (alone)."""

import re
from datetime import timedelta
from typing import Any

import pytest

from nearer.article import Direction
from nearer.rooms.awareness import acts, history
from nearer.rooms.awareness.check import SHORT, Length, questions, way
from nearer.rooms.awareness.items import Keyed
from nearer.rooms.awareness.records import Check, CheckCard
from nearer.vault import envelopes, read, write

R = Direction.RECEIVE


def test_each_answer_of_the_short_check_leads_to_the_next_and_the_last_to_the_end(
    cleo: Any,
) -> None:
    path = "/check/receive/1"
    for number in range(1, SHORT + 1):
        answer = _answers(cleo, path, 4)
        path = answer["Location"].partition("?")[0]
        assert answer.status_code == 303
        assert path == (f"/check/receive/{number + 1}" if number < SHORT else "/check/end")
    assert len(_check(cleo).receive) == SHORT


def test_the_first_page_goes_on_where_somebody_stopped(cleo: Any) -> None:
    _answers(cleo, "/check/receive/1", 4)
    assert "/check/receive/2?length=short" in _page(cleo, "/check")


def test_going_back_shows_what_was_said_and_keeps_it(cleo: Any) -> None:
    _answers(cleo, "/check/receive/1", 4)
    page = _page(cleo, "/check/receive/1")
    assert "You said: often." in page
    assert "You said" not in _page(cleo, "/check/receive/2")
    assert 'href="/check/receive/2?length=short"' in page


def test_a_longer_check_has_radios_none_chosen_and_next(cleo: Any) -> None:
    page = _page(cleo, "/check/receive/1?length=all")
    assert page.count('type="radio"') == 5
    assert " checked" not in page
    _answers(cleo, "/check/receive/1", 2, length="all")
    assert re.search(r'value="2"[^>]* checked', _page(cleo, "/check/receive/1?length=all"))


def test_next_without_an_answer_says_so_and_saves_nothing(cleo: Any) -> None:
    answer = cleo.client.send("/check/receive/1", {"length": "all"})
    assert answer.status_code == 200
    assert "Choose one, or “Rather not say”." in answer.content.decode()
    assert history.latest(read.recent(cleo.visit)) is None


def test_rather_not_say_is_kept_and_is_no_answer(cleo: Any) -> None:
    assert _answers(cleo, "/check/receive/1", "none").status_code == 303
    assert _check(cleo).receive == {questions()[0].id: None}
    assert "You rather did not say." in _page(cleo, "/check/receive/1")


@pytest.mark.parametrize("path", ["/check/receive/9", "/check/sideways/1", "/check/give/0"])
def test_a_question_that_is_not_there_is_not_found(cleo: Any, path: str) -> None:
    assert cleo.client.get(path).status_code == 404


def test_a_paired_person_reads_the_others_name_and_one_alone_does_not(ben: Any, cleo: Any) -> None:
    assert "\u2068Ada\u2069 thanked me for something." in _page(ben, "/check/receive/1")
    assert "The other person thanked me for something." in _page(cleo, "/check/receive/1")


def test_the_end_names_two_strengths_and_the_way_on(cleo: Any) -> None:
    _short(cleo, 4)
    page = _page(cleo, "/check/end")
    assert "Two things that reach you" in page
    assert "From one answer each." in page
    assert "What I give" in page
    assert "envelope" not in page


def test_the_end_without_strengths_invents_none(cleo: Any) -> None:
    _short(cleo, 2)
    page = _page(cleo, "/check/end")
    assert "Two things" not in page
    assert "Of what reaches you, nothing stands at “often”" in page


@pytest.mark.parametrize(
    ("said", "shown", "hidden"),
    [
        ({"receive": None}, "Nothing was answered, so there is nothing to show.", "can hurt"),
        ({"receive": None, "give": 2}, "Of what you give, nothing stands at “often”", "can hurt"),
        ({"give": 1}, "Of what you give, nothing stands at “often”", "Of what reaches you"),
    ],
)
def test_the_end_says_only_what_was_answered(
    cleo: Any, said: dict[str, int | None], shown: str, hidden: str
) -> None:
    short = [here.item.id for here in way(R, Length.SHORT)]
    _remembered(cleo, **{to: dict.fromkeys(short, degree) for to, degree in said.items()})
    page = _page(cleo, "/check/end")
    assert shown in page
    assert hidden not in page


def test_the_end_before_any_answer_leads_to_the_beginning(cleo: Any) -> None:
    assert cleo.client.get("/check/end")["Location"] == "/check"


def test_keeping_comes_first_and_sealing_leads_to_the_envelope_without_sealing(ben: Any) -> None:
    _short(ben, 4)
    page = _page(ben, "/check/end")
    assert page.index("Keep for me") < page.index("Envelope for you and <bdi>Ada</bdi>")
    assert ben.client.send("/check/end", {"do": "keep"})["Location"] == "/today"
    assert ben.client.send("/check/end", {"do": "seal"})["Location"] == "/envelope"
    assert not envelopes.mine(ben.visit, acts.QUESTION).answered


def test_sealing_getting_ready_and_taking_back(ada: Any, ben: Any) -> None:
    _asked_before(ada)
    _short(ada, 4)
    assert "Seal for you and <bdi>Ben</bdi>" in _page(ada, "/envelope")
    for word, shown in (
        ("seal", "Your envelope is sealed"),
        ("ready", "You are ready"),
        ("unready", "Your envelope is sealed"),
        ("back", "Seal for you and <bdi>Ben</bdi>"),
    ):
        assert ada.client.send("/envelope", {"do": word})["Location"] == "/envelope"
        assert shown in _page(ada, "/envelope")


def test_after_a_change_the_envelope_says_so_and_takes_the_new_ones(ada: Any, ben: Any) -> None:
    _asked_before(ada)
    _short(ada, 4)
    for word in ("seal", "ready"):
        ada.client.send("/envelope", {"do": word})
    assert "You changed answers since" not in _page(ada, "/envelope")
    _answers(ada, "/check/receive/1", "none")
    assert ada.client.send("/check/end", {"do": "seal"})["Location"] == "/envelope"
    page = _page(ada, "/envelope")
    assert "You changed answers since" in page
    assert "Look at your answers once more" in page
    assert "I am ready to open" not in page
    assert "You are ready" not in page
    ada.client.send("/envelope", {"do": "ready"})
    assert not envelopes.mine(ada.visit, acts.QUESTION).ready
    ada.client.send("/envelope", {"do": "seal"})
    assert "You changed answers since" not in _page(ada, "/envelope")
    assert "I am ready to open" in _page(ada, "/envelope")


def test_ones_own_picture_stays_while_new_answers_are_few(cleo: Any) -> None:
    visit = cleo.visit
    sixteen = {item.id: 4 for item in questions()[:16]}
    old = Check(begun=visit.today - timedelta(days=20), receive=sixteen, give=sixteen)  # type: ignore[arg-type]
    write.card(visit, visit.me, CheckCard(**visit.stamp(), checks=(old,)))
    before = _page(cleo, "/picture")
    assert "These answers began on" not in before
    _answers(cleo, "/check/receive/1", 1)
    after = _page(cleo, "/picture")
    assert "These answers began on" in after
    assert re.findall("<h1>.*</h1>", after) == re.findall("<h1>.*</h1>", before)


def test_the_private_questions_come_before_the_envelope(ada: Any, ben: Any) -> None:
    assert "how to leave quickly" in _page(ada, "/envelope")
    assert "Seal" not in _page(ada, "/envelope")
    _asked_before(ada)
    assert "how to leave quickly" not in _page(ada, "/envelope")


def test_nothing_of_adas_shows_to_ben_before_both_have_opened(ada: Any, ben: Any) -> None:
    for actor in (ada, ben):
        _asked_before(actor)
    before = _bare(_page(ben, "/envelope"))
    _short(ada, 4)
    assert _bare(_page(ben, "/envelope")) == before
    for word in ("seal", "ready", "unready", "back", "seal", "ready"):
        ada.client.send("/envelope", {"do": word})
        assert _bare(_page(ben, "/envelope")) == before
        assert ben.client.get("/opened")["Location"] == "/envelope"
    assert _bare(_page(ada, "/envelope")) != before


def test_both_see_the_same_picture_at_their_next_look(ada: Any, ben: Any) -> None:
    _both_open(ada, ben)
    for actor in (ada, ben):
        assert actor.client.get("/envelope")["Location"] == "/opened"
        assert "Both are open." in _page(actor, "/opened")
        assert actor.client.send("/opened", {"do": "see"})["Location"] == "/picture"
    assert _main(_page(ada, "/picture")) == _main(_page(ben, "/picture"))
    assert "<h1>There is time for each of you, and" in _page(ada, "/picture")


def test_the_tab_leads_over_what_settles_the_news_and_then_to_the_picture(
    ada: Any, ben: Any
) -> None:
    _both_open(ada, ben)
    assert ada.client.get("/picture")["Location"] == "/opened"
    assert history.is_news(read.recent(ada.visit))
    ada.client.send("/opened", {"do": "see"})
    assert "You both say the same" in _page(ada, "/picture")
    assert not history.is_news(read.recent(ada.visit))
    assert ben.client.get("/picture")["Location"] == "/opened"


def test_later_is_today_and_is_remembered(ada: Any, ben: Any) -> None:
    _both_open(ada, ben)
    assert ada.client.send("/opened", {"do": "later"})["Location"] == "/today"
    assert ada.client.get("/envelope").status_code == 200


def test_taking_answers_out_leaves_the_same_page_to_both(ada: Any, ben: Any) -> None:
    _both_open(ada, ben)
    assert ada.client.send("/picture", {"do": "take-out"})["Location"] == "/picture"
    assert "<h1>This is no longer here." in _page(ada, "/picture")
    assert _main(_page(ada, "/picture")) == _main(_page(ben, "/picture"))


def test_who_stays_reads_that_the_picture_is_not_shown_and_keeps_the_stop(
    ada: Any, ben: Any
) -> None:
    _both_open(ada, ben)
    assert "Opened by both of you" in _page(ben, "/you")
    acts.take_out(ada.visit)
    page = _main(_page(ben, "/you"))
    assert "The picture is not shown now." in page
    assert 'value="awareness:picture"' in page
    assert 'href="/picture"' not in page
    assert "can open this now" not in page


def test_ones_own_picture_says_nothing_of_the_other(ada: Any, ben: Any) -> None:
    _both_open(ada, ben)
    _look(ada, ben)
    assert "Ben" in _main(_page(ada, "/picture"))
    assert "Ben" not in _main(_page(ada, "/picture?own"))


def test_what_leads_on_from_ones_own_picture_is_not_printed(ada: Any, ben: Any) -> None:
    _short(ada, 4)
    page = _page(ada, "/picture")
    rows = page[page.index('<ul class="rows no-print">') :]
    assert "Answer more, or again" in rows
    assert "Your envelope" in rows


def test_changing_one_answer_stands_at_its_own_place(cleo: Any) -> None:
    often: dict[str, int | None] = {item.id: 4 for item in questions()[:16]}
    _remembered(cleo, receive=often, give=often)
    page = _page(cleo, "/check/receive/11?length=signs")
    assert "The last one" not in page
    assert "About twenty more" in page


def test_an_empty_picture_says_what_brings_it(cleo: Any) -> None:
    assert "Answer eight questions" in _page(cleo, "/picture")


def test_one_alone_reads_what_an_envelope_needs(cleo: Any) -> None:
    assert "An envelope needs two" in _page(cleo, "/envelope")
    assert cleo.client.get("/opened")["Location"] == "/envelope"


def test_one_alone_who_posts_to_a_page_for_two_changes_nothing(cleo: Any) -> None:
    for word in ("seal", "ready", "back"):
        assert cleo.client.send("/envelope", {"do": word})["Location"] == "/envelope"
    assert cleo.client.send("/picture", {"do": "take-out"})["Location"] == "/picture"
    assert cleo.client.send("/opened", {"do": "see"})["Location"] == "/envelope"


def test_a_word_that_no_button_has_changes_nothing(ada: Any, ben: Any) -> None:
    _both_open(ada, ben)
    _look(ada, ben)
    ada.client.send("/picture", {"do": "all"})
    ada.client.send("/envelope", {"do": "all"})
    assert "<h1>This is no longer here." not in _page(ada, "/picture")


def test_another_question_is_the_next_card_and_nonsense_is_the_first(cleo: Any) -> None:
    _short(cleo, 2)
    first = _question(_page(cleo, "/picture?own"))
    assert _question(_page(cleo, "/picture?own&card=1")) != first
    assert _question(_page(cleo, "/picture?own&card=-9")) == first


@pytest.mark.parametrize("level", [2, 3, 4])
def test_whoever_goes_alone_meets_nothing_for_two_and_can_still_take_back(
    ada: Any, ben: Any, level: int
) -> None:
    _asked_before(ada)
    _short(ada, 4)
    ada.client.send("/envelope", {"do": "seal"})
    _set_care(ada, level)
    page = _page(ada, "/envelope")
    assert "I am ready" not in page
    ada.client.send("/envelope", {"do": "ready"})
    assert not envelopes.mine(ada.visit, acts.QUESTION).ready
    ada.client.send("/envelope", {"do": "back"})
    assert "Your answers stay with you" in _page(ada, "/envelope")
    ada.client.send("/envelope", {"do": "seal"})
    assert not envelopes.mine(ada.visit, acts.QUESTION).answered
    assert "Ben" not in _main(_page(ada, "/check/end"))
    assert ada.client.send("/check/end", {"do": "seal"})["Location"] == "/today"


def test_who_goes_alone_sees_their_own_picture_though_both_are_open(ada: Any, ben: Any) -> None:
    _both_open(ada, ben)
    _look(ada, ben)
    _set_care(ada, 3)
    assert "Ben" not in _main(_page(ada, "/picture"))
    assert ada.client.get("/opened")["Location"] == "/envelope"
    assert "Ada" in _main(_page(ben, "/picture"))


def test_how_it_is_worked_out_is_open_to_anyone(cleo: Any, client: Any) -> None:
    for one in (cleo.client, client):
        page = one.get("/how").content.decode()
        assert "not yet clinically validated" in page
        assert "assumed" in page


def _page(actor: Any, path: str) -> str:
    answer = actor.client.get(path)
    assert answer.status_code == 200, (path, answer.status_code, answer.get("Location"))
    return str(answer.content.decode())


def _main(page: str) -> str:
    """What stands in a page, without the keys that are new in each."""
    found = re.search(r"<main.*</main>", page, re.DOTALL)
    assert found
    return _bare(found[0])


def _bare(page: str) -> str:
    return re.sub(r'(name="(?:key|token)" value|data-token|data-left)="[^"]*"', "", page)


def _question(page: str) -> str:
    found = re.search(r'class="voice big">([^<]*)', page)
    assert found
    return found[1]


def _answers(actor: Any, path: str, answer: object, *, length: str = "short") -> Any:
    return actor.client.send(path, {"answer": str(answer), "length": length})


def _short(actor: Any, answer: int) -> None:
    _remembered(actor, receive={here.item.id: answer for here in way(R, Length.SHORT)})


def _remembered(actor: Any, **answers: dict[str, int | None]) -> None:
    """Give somebody answers without the walk through the pages."""
    visit = actor.visit
    check = Check(begun=visit.today, **answers)
    write.card(visit, visit.me, CheckCard(**visit.stamp(), checks=(check,)))


def _check(actor: Any) -> Any:
    return history.latest(read.recent(actor.visit))


def _asked_before(actor: Any) -> None:
    actor.client.send("/envelope", {"quiet": "skip"})


def _set_care(actor: Any, level: int) -> None:
    import msgspec

    from nearer.vault.write import change_keyring

    change_keyring(actor.visit, lambda ring: msgspec.structs.replace(ring, care=level))


def _both_open(ada: Any, ben: Any) -> None:
    """Both answered every sign twice, both ways, sealed and were ready."""
    for actor in (ada, ben):
        _asked_before(actor)
        often = {item.id: 4 if item.keyed is Keyed.WARM else 2 for item in questions()[:16]}
        _remembered(actor, receive=often, give=often)
        acts.seal(actor.visit)
    for actor in (ada, ben):
        acts.be_ready(actor.visit)


def _look(*actors: Any) -> None:
    for actor in actors:
        acts.look(actor.visit)
