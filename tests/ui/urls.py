"""The addresses that the look names, and no more: its tests need no other part."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def nothing(request: HttpRequest) -> HttpResponse:
    """Never asked: the tests render pages, they do not open these."""
    return HttpResponse()


def part(name: str, *pages: tuple[str, str]) -> object:
    """One part's addresses under its namespace."""
    return path("", include(([path(at, nothing, name=page) for at, page in pages], name)))


urlpatterns = [
    part(
        "people",
        ("leave", "leave"),
        ("sign-in", "sign-in"),
        ("sign-in/step", "step"),
        ("lost", "lost"),
        ("you", "you"),
        ("", "landing"),
    ),
    part("safety", ("help", "help"), ("manifest.webmanifest", "manifest")),
    part("awareness", ("picture", "picture")),
    part("journey", ("today", "today"), ("steps", "steps")),
]
