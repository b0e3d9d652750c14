"""The app's addresses and two pages that wear the private questions."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from nearer.house.routes import Who, page
from nearer.project.urls import urlpatterns as ours
from nearer.safety.asking import QUIET_FIELDS, asked_first, with_quiet_questions


@page(Who.PERSON, post=(*QUIET_FIELDS, "own"))
@with_quiet_questions
def notebook(request: HttpRequest) -> HttpResponse:
    """A page of one's own, with a form of its own."""
    return HttpResponse(f"notebook {request.method} {request.POST.get('own', '')}")


@page(Who.PERSON, post=QUIET_FIELDS)
@asked_first
def together(request: HttpRequest) -> HttpResponse:
    """A page for two."""
    return HttpResponse(f"together {request.method}")


urlpatterns = [*ours, path("notebook", notebook), path("together", together)]
