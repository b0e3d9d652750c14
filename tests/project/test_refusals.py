"""Pages that need no visit, and that stand when templates do not."""

import re

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.test import RequestFactory
from django.utils import translation

from nearer.project import refusals

OURS = "https://notes.example.org"


@pytest.mark.parametrize("status", [400, 408, 413, 503])
def test_the_bridge_has_a_page_for_each_of_its_refusals(status: int) -> None:
    page = refusals.from_the_loop()[status].decode()
    assert "<h1>" in page
    assert 'href="/help"' in page
    assert 'action="/leave"' in page
    assert "!" not in page.removeprefix("<!doctype html>").replace("<!doctype", "")


def test_every_word_of_a_refusal_can_be_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> str:
        raise ZeroDivisionError

    def shouts(text: str) -> str:
        return text.upper().replace("%(SETTING)S", "%(setting)s")

    monkeypatch.setattr(refusals, "render_to_string", fails)
    monkeypatch.setattr(translation._trans, "gettext", shouts)  # type: ignore[attr-defined]
    pages = [page.decode() for page in refusals.from_the_loop().values()]
    for page in (*pages, refusals.other_origin("", OURS).content.decode()):
        words = re.sub(r"<[^>]*>|http[^ ]*", "", page).replace("Notes", "")
        assert words == words.upper()


def test_a_form_that_is_too_long_is_told_from_one_that_is_broken() -> None:
    request = RequestFactory().post("/")
    assert refusals.bad_request(request, RequestDataTooBig()).status_code == 413
    assert refusals.bad_request(request, SuspiciousOperation()).status_code == 400


def test_a_fault_says_whose_it_is() -> None:
    answer = refusals.fault(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "The fault is here, not with you" in answer.content.decode()


def test_when_the_page_fails_too_the_message_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(refusals, "render_to_string", fails)
    page = refusals.page("ui/500.html", refusals.FAULT)
    assert "The fault is here, not with you" in page
    assert 'href="/help"' in page
    assert 'action="/leave"' in page
    refused = refusals.other_origin("", "https://notes.example.org").content.decode()
    assert "NEARER_URL=https://notes.example.org" in refused
