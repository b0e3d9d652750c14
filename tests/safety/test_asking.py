"""The private questions at the page they came from: no address, no trace, one end for all."""

import re
from itertools import product

import pytest
from django.test import Client

from nearer.safety import asking
from nearer.safety.level import Answer, Level, Question, level

pytestmark = pytest.mark.urls("tests.safety.urls")

NO = {question.value: "no" for question in Question}
GRAVE = {**NO, "q6": "yes"}
ANSWERS = {
    Level.LEVEL_0: NO,
    Level.LEVEL_1: {**NO, "q8": "sometimes"},
    Level.LEVEL_2_OWN: {**NO, "q7": "yes"},
    Level.LEVEL_2: {**NO, "q1": "yes"},
    Level.LEVEL_2_PLUS: GRAVE,
}


def move(actor, word, path="/notebook", **fields):
    answer = actor.client.send(path, {"quiet": word, **fields})
    assert (answer.status_code, answer["Location"], answer.content) == (303, path, b"")


def seen(actor, path="/notebook"):
    return actor.client.get(path).content.decode()


def end_of(actor, answers, path="/notebook"):
    move(actor, "start", path)
    move(actor, "alone", path)
    move(actor, "answer", path, **answers)
    return seen(actor, path)


def cards(html):
    """Return the page's cards as they are written, without what differs in every form."""
    plain = re.sub(r'name="key" value="\w+"', "", html)
    return re.findall(r'<details class="card pad-s more">.*?</details>', plain, re.DOTALL)


def around(html):
    plain = re.sub(r'name="key" value="\w+"', "", html)
    return re.sub(r'<details class="card pad-s more">.*?</details>', "", plain, flags=re.DOTALL)


def test_the_way_through_the_questions(ada):
    assert seen(ada) == "notebook GET "
    move(ada, "start")
    assert "Can anyone else see this screen now?" in seen(ada)
    move(ada, "alone")
    assert seen(ada).count("<fieldset") == 8
    move(ada, "answer", **NO)
    assert "That was all" in seen(ada)
    move(ada, "done")
    assert seen(ada) == "notebook GET "


def test_the_first_page_tells_nothing_of_what_is_asked(ada):
    move(ada, "start")
    told = re.sub("<[^>]*>", " ", seen(ada)).lower()
    assert not re.search(r"fear|afraid|hurt|harm|partner|control|threat", told)


def test_somebody_who_is_watched_gets_leave_and_nothing_more(ada):
    move(ada, "start")
    move(ada, "watched")
    html = seen(ada)
    main = html[html.index("<main") : html.index("</main>")]
    own = main[main.index("<h1") :]
    assert re.findall(r"<button[^>]*>([^<]*)", own) == ["Leave", "Back"]
    assert "<fieldset" not in html
    move(ada, "skip")
    assert seen(ada) == "notebook GET "


def test_back_leads_back(ada):
    move(ada, "start")
    move(ada, "alone")
    move(ada, "back")
    assert "Can anyone else see this screen now?" in seen(ada)


def test_nothing_is_chosen_beforehand(ada):
    move(ada, "start")
    move(ada, "alone")
    assert " checked" not in seen(ada)


@pytest.mark.parametrize("found", Level)
def test_the_answers_give_this_session_its_level(ada, found):
    end_of(ada, ANSWERS[found])
    assert ada.visit.care == found
    assert ada.visit.keyring.care is None


def test_all_ends_are_one_page_with_its_cards_in_another_order(ada):
    ends = {found: end_of(ada, answers) for found, answers in ANSWERS.items()}
    assert {frozenset(cards(html)) for html in ends.values()} == {
        frozenset(cards(ends[Level.LEVEL_0]))
    }
    assert len({around(html) for html in ends.values()}) == 1
    assert len({tuple(cards(html)) for html in ends.values()}) == len(Level)
    assert len({len(html) for html in ends.values()}) == 1
    assert not any("<details open" in html for html in ends.values())


def test_the_end_holds_no_verdict_and_no_answer(ada):
    html = end_of(ada, GRAVE)
    # The session's token and the form's key are random letters, and may hold anything.
    plain = re.sub(r'(?:class|data-token|value)="[^"]*"', "", html)
    assert not re.search(r"level|you are being|checked|q\d", plain)


@pytest.mark.parametrize("remember", ["", "yes"])
def test_no_row_and_no_size_differs_for_any_level(ada, count_rows, remember):
    before = count_rows()
    for answers in ANSWERS.values():
        end_of(ada, {**answers, "remember": remember})
        assert count_rows() == before
        move(ada, "done")
    move(ada, "start")
    move(ada, "skip")
    assert count_rows() == before


def test_a_level_is_remembered_only_when_asked_for(ada):
    end_of(ada, {**GRAVE, "remember": "yes"})
    assert ada.visit.keyring.care == Level.LEVEL_2_PLUS


def test_a_remembered_level_rules_over_a_lower_one_of_the_day(ada):
    end_of(ada, {**GRAVE, "remember": "yes"})
    end_of(ada, NO)
    assert ada.visit.care == Level.LEVEL_2_PLUS


def test_what_is_remembered_can_be_lowered_and_forgotten(ada):
    end_of(ada, {**GRAVE, "remember": "yes"})
    end_of(ada, {**NO, "remember": "yes"})
    assert ada.visit.care == Level.LEVEL_0
    move(ada, "forget")
    assert ada.visit.care is None
    assert ada.visit.keyring.care is None
    assert seen(ada) == "notebook GET "


def test_no_answer_is_kept_anywhere(ada):
    end_of(ada, {**GRAVE, "remember": "yes"})
    held = ada.visit.held
    assert held == {
        "asked": True,
        "quiet": {"at": "/notebook", "step": "end", "until": held["quiet"]["until"]},
    }
    move(ada, "done")
    assert ada.visit.held == {"asked": True}


@pytest.mark.parametrize("way", ["skip", "done", "nonsense", ""])
def test_skipping_leaves_the_same_as_having_seen_them(ada, way):
    move(ada, "start")
    move(ada, way)
    assert ada.visit.held == {"asked": True}
    assert ada.visit.care is None


def test_an_empty_page_is_skipped(ada):
    move(ada, "start")
    move(ada, "answer")
    assert ada.visit.held == {"asked": True}
    assert ada.visit.care is None


def test_a_doubled_send_is_one_answer(ada):
    first = end_of(ada, {**GRAVE, "remember": "yes"})
    move(ada, "answer", **{**GRAVE, "remember": "yes"})
    assert cards(seen(ada)) == cards(first)
    assert ada.visit.keyring.care == Level.LEVEL_2_PLUS


def test_the_questions_are_open_only_where_they_were_opened(ada):
    move(ada, "start", "/notebook")
    move(ada, "skip", "/together")
    move(ada, "start", "/notebook")
    assert seen(ada, "/together") == "together GET"


def test_what_lies_open_closes_by_itself(ada, monkeypatch):
    end_of(ada, GRAVE)
    monkeypatch.setattr(asking, "_still", lambda visit, kept, path: False)
    assert seen(ada) == "notebook GET "
    monkeypatch.undo()
    visit = ada.visit
    kept = visit.held["quiet"]
    assert asking._still(visit, kept, "/notebook")
    assert not asking._still(visit, {**kept, "until": int(visit.now.timestamp())}, "/notebook")
    assert kept["until"] - visit.now.timestamp() <= asking.OPEN_SECONDS


def test_a_page_keeps_its_own_form(ada):
    answer = ada.client.send("/notebook", {"own": "words"})
    assert answer.content == b"notebook POST words"


def test_signed_out_nothing_is_asked(db):
    client = Client(HTTP_ORIGIN="http://testserver")
    answer = client.post("/notebook", {"quiet": "start"})
    assert b"Can anyone else see" not in answer.content
    assert b"Can anyone else see" not in client.get("/notebook").content


def test_a_joint_page_asks_first_and_back_does_not_lead_ahead(ada):
    html = seen(ada, "/together")
    assert "Can anyone else see this screen now?" in html
    assert '<a class="top-link" href="/">' in html
    move(ada, "skip", "/together")
    assert seen(ada, "/together") == "together GET"


def test_where_we_go_gently_a_joint_page_asks_whether_today(ada):
    end_of(ada, ANSWERS[Level.LEVEL_1])
    move(ada, "done")
    html = seen(ada, "/together")
    assert "Do you want this today?" in html
    assert html.index("Not now</a>") > html.index("Yes, today")
    move(ada, "today", "/together")
    assert seen(ada, "/together") == "together GET"


@pytest.mark.parametrize("found", [Level.LEVEL_2_OWN, Level.LEVEL_2, Level.LEVEL_2_PLUS])
def test_at_level_two_the_page_itself_opens_so_that_one_can_take_back(ada, found):
    end_of(ada, ANSWERS[found])
    move(ada, "done")
    assert seen(ada, "/together") == "together GET"


def test_a_sealed_session_row_has_one_size_for_all_65536_answers(ada):
    """The level is all that is left of the answers, and a row of each level has one size."""
    found = {level(dict(zip(Question, each, strict=True))) for each in product(Answer, repeat=8)}
    assert found == set(ANSWERS)


def test_what_the_other_sees_does_not_move(ada, ben):
    before = seen(ben), ben.client.get("/help").content
    end_of(ada, {**GRAVE, "remember": "yes"})
    assert (seen(ben), ben.client.get("/help").content) == before
