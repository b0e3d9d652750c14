"""How pages of this part answer: where they lead, and with which status."""

from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse

# Words for a fetch; a page of ours would be read by nobody.
NOT_OPENED = 422


def home() -> str:
    """Return the address of Today."""
    return reverse("journey:today")


def see_other(to: str, *args: object) -> HttpResponse:
    """Answer a POST by another page, so that its body stays off the disk.

    to: its URL, or its URL's name with what stands in it.
    """
    return HttpResponse(status=303, headers={"Location": resolve_url(to, *args)})
