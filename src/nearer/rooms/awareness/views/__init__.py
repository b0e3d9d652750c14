"""The pages of step 1: the check, the envelope, the picture, the week, and writing for oneself."""

from django.http import HttpResponse
from django.shortcuts import resolve_url

from nearer.ui.charts import Side
from nearer.vault.visit import Visit


def see_other(to: str) -> HttpResponse:
    """Lead from a POST to a page, by its URL or URL name; no private POST is answered by a page."""
    return HttpResponse(status=303, headers={"Location": resolve_url(to)})


def across(side: Side) -> Side:
    """Return the other person's shape."""
    return "b" if side == "a" else "a"


def name_of_other(visit: Visit) -> str:
    """Return what the other person is called; empty for somebody here alone."""
    return visit.partner.called if visit.partner else ""
