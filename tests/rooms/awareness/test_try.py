"""The short check before anybody signed up: ten taps at most, nothing stored, kept if wanted."""

import re
from typing import Any

import pytest

from nearer.rooms.awareness.check import SHORT
from nearer.vault.models import KeyringRow, RecordRow


@pytest.fixture
def visitor(db: None) -> Any:
    from tests.conftest import OurClient

    return OurClient()


def test_start_and_eight_answers_lead_to_the_picture(visitor: Any) -> None:
    page = _walk(visitor, [4] * SHORT)
    assert "Two things that reach you" in page
    assert "From one answer each." in page
    assert "Nothing is saved." in page


def test_nothing_is_stored_and_no_cookie_is_set(visitor: Any) -> None:
    _walk(visitor, [4] * SHORT)
    assert not RecordRow.objects.exists()
    assert not KeyringRow.objects.exists()
    assert not visitor.cookies


def test_back_shows_the_question_again_and_keeps_the_others(visitor: Any) -> None:
    page = _send(visitor, signs="receive:44......", at="3", go="2").content.decode()
    assert 'name="at" value="2"' in page
    assert 'name="signs" value="receive:44......"' in page
    changed = _send(visitor, signs="receive:44......", at="2", answer="1").content.decode()
    assert 'name="signs" value="receive:41......"' in changed
    assert 'name="at" value="3"' in changed


def test_rather_not_say_goes_on_and_is_no_answer(visitor: Any) -> None:
    page = _walk(visitor, ["none"] * SHORT)
    assert "Nothing was answered, so there is nothing to show." in page


def test_the_other_way_round_can_be_tried_too(visitor: Any) -> None:
    page = _send(visitor, signs="give:55555555").content.decode()
    assert "Two things that you give" in page


def test_keep_this_carries_the_answers_to_sign_up(visitor: Any) -> None:
    page = _send(visitor, signs="receive:44444444").content.decode()
    form = re.search(r'<form id="keep-this".*?</form>', page, re.DOTALL)
    assert form
    assert 'action="/join"' in form[0]
    assert 'name="signs" value="receive:44444444"' in form[0]
    assert "Leave no trace" in page


@pytest.mark.parametrize("signs", ["", "receive:9", "<script>", "give:" + "4" * 99])
def test_what_is_no_check_begins_anew(visitor: Any, signs: str) -> None:
    assert (
        "Eight questions about the last two weeks" in _send(visitor, signs=signs).content.decode()
    )


@pytest.mark.parametrize(("at", "answer"), [("99", "4"), ("x", "4"), ("1", "9"), ("-1", "")])
def test_a_place_or_an_answer_that_is_none_changes_nothing(
    visitor: Any, at: str, answer: str
) -> None:
    page = _send(visitor, signs="receive:4.......", at=at, answer=answer).content.decode()
    assert 'name="signs" value="receive:4......."' in page


def test_every_answered_page_holds_what_keeps_its_body_off_the_disk(visitor: Any) -> None:
    page = _send(visitor, signs="receive:........").content.decode()
    assert '<input type="password" value="x" hidden autocomplete="off">' in page
    assert page.count("<form") == page.count('autocomplete="off" data-leave') + page.count(
        'id="answer" method="post" autocomplete="off"'
    )


def test_who_is_signed_in_goes_to_their_own_check(cleo: Any) -> None:
    assert cleo.client.get("/try")["Location"] == "/check"


def _walk(visitor: Any, answers: list[Any]) -> str:
    page = visitor.get("/try").content.decode()
    assert 'name="signs" value="receive:........"' in page
    fields = {"signs": "receive:........"}
    page = _send(visitor, **fields).content.decode()
    for answer in answers:
        fields = dict(re.findall(r'name="(signs|at)" value="([^"]*)"', page))
        page = _send(visitor, **fields, answer=str(answer)).content.decode()
    return str(page)


def _send(visitor: Any, **fields: str) -> Any:
    answer = visitor.post("/try", {"token": "", "key": "0" * 32, **fields})
    assert answer.status_code == 200
    return answer
