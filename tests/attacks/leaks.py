"""Faults that could be planted in a page: each shows something of what the other does alone."""

from collections.abc import Callable
from itertools import count
from typing import Any

from django.http import HttpRequest, HttpResponse

from nearer.rooms.awareness import acts
from nearer.vault import news
from nearer.vault.models import KeyringRow, RecordRow

Answer = Callable[[HttpRequest], HttpResponse]
LEAK: list[Callable[[Any], str]] = []


def leaking(get_response: Answer) -> Answer:
    """Say on every page what the planted leak tells of the others."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        visit = getattr(request, "visit", None)
        if visit is not None and not response.streaming:
            response.content += f"<p>{LEAK[-1](visit)}</p>".encode()
        return response

    return answer


def last_seen() -> Callable[[Any], str]:
    """Say when the others last asked for a page."""
    seen: dict[bytes, int] = {}
    requests = count()

    def said(visit: Any) -> str:
        seen[visit.person] = next(requests)
        return f"Last seen: {[at for who, at in seen.items() if who != visit.person]}"

    return said


def entries() -> Callable[[Any], str]:
    """Say how many entries there are, as an id that counts upwards does."""
    return lambda visit: f"Entry {RecordRow.objects.count() + 1}"


def sizes() -> Callable[[Any], str]:
    """Say how much the others have written, as a quota does."""
    blobs = RecordRow.objects.values_list
    return lambda visit: f"{sum(len(bytes(blob)) for (blob,) in blobs('blob'))} bytes"


def keyrings() -> Callable[[Any], str]:
    """Say whether the keyrings of the others were written anew, as a "changed" mark does."""
    rows = KeyringRow.objects.exclude
    return lambda visit: f"{[bytes(row.blob)[-4:] for row in rows(person=visit.person)]!r}"


def tells_the_room(monkeypatch: Any) -> None:
    """Let a private note tell the open pages of both."""
    write = acts.write_note

    def written(visit: Any, **fields: Any) -> Any:
        news.tell(news.of_space(visit.us.keys))
        return write(visit, **fields)

    monkeypatch.setattr(acts, "write_note", written)
