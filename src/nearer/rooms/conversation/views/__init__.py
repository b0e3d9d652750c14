"""The pages of step 2: the composer, letters, the deck, prepared talks, the room, seven minutes."""

from django.http import HttpResponse
from django.shortcuts import resolve_url

from nearer.vault.visit import Visit

# What an answer that holds a page after a POST is called: the form did not go on.
NOT_OPENED = 422


def see_other(to: str, *args: object) -> HttpResponse:
    """Lead from a POST to a page, by its URL or URL name; no private POST is answered by a page."""
    return HttpResponse(status=303, headers={"Location": resolve_url(to, *args)})


def name_of_other(visit: Visit) -> str:
    """Return what the other person is called; empty for somebody here alone."""
    return visit.partner.called if visit.partner else ""
