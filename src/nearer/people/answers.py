"""How pages of this part answer: where they lead, and with which status."""

from django.http import HttpResponse
from django.urls import reverse

# Words for a fetch; a page of ours would be read by nobody.
NOT_OPENED = 422


def home() -> str:
    """Return the address of Today."""
    return reverse("journey:today")


def see_other(url: str) -> HttpResponse:
    """Answer a POST by another page, so that its body stays off the disk."""
    return HttpResponse(status=303, headers={"Location": url})
