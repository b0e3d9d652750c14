"""A form that was sent after its session's end: the unlock page carries it, nothing stores it.

Only fields that their page declared as no secret are carried, with a keyed tag, so that nobody can
change them on the way. The form's token tells whose it was: only that person's unlock shows the
text again, and one more tap sends it to where it was going.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hmac import compare_digest

import msgspec
from django.http import HttpResponse
from django.shortcuts import render

from nearer.house.routes import Declaration
from nearer.people import pins
from nearer.people.forms import Enter
from nearer.vault import secrets, sessions
from nearer.vault.seal import derive
from nearer.vault.visit import AnyRequest, Visit

MOST_BYTES = 64 * 1024


class Carried(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was on its way: where to, the form's key, whose token, and the fields in order."""

    path: str
    key: str
    token: str
    fields: tuple[tuple[str, str], ...]

    @property
    def texts(self) -> list[str]:
        """What somebody wrote, as against what they ticked."""
        return [value for _, value in self.fields if len(value.split()) > 1]


@dataclass(frozen=True)
class Parcel:
    """A carried form as two hidden fields of the unlock page."""

    carried: str
    tag: str


def unlock_page(request: AnyRequest, declaration: Declaration | None) -> HttpResponse:
    """Return the page that every private address has for whoever is signed out."""
    found = _gather(request, declaration)
    parcel = pack(found) if found else None
    if pins.is_here(request):
        context = {"form": pins.ByPin(), "parcel": parcel}
        return render(request, "people/unlock-quick.html", context, status=401)
    return render(request, "people/unlock.html", {"form": Enter(), "parcel": parcel}, status=401)


def show_again_here(request: AnyRequest, declaration: Declaration | None) -> HttpResponse | None:
    """Return a person's own text from an earlier session of theirs, to be sent once more."""
    found = _gather(request, declaration)
    if found is None or request.visit is None:
        return None
    return show_again(request, request.visit, found)


def show_again(request: AnyRequest, visit: Visit, found: Carried) -> HttpResponse | None:
    """Return the page that shows a carried form to the person whose it was, else None."""
    if not sessions.is_token_of(visit.person, found.token):
        return None
    return render(request, "people/again.html", {"found": found})


def hold_back(
    request: AnyRequest, declaration: Declaration | None, *, other: bool = False
) -> HttpResponse:
    """Return the page that keeps a form until a restored copy was looked over.

    other: its person has done so, and the other has not.
    """
    values = {"found": _gather(request, declaration), "other": other}
    return render(request, "people/held-back.html", values, status=409)


def pack(found: Carried) -> Parcel:
    """Return the two hidden fields that carry a form through the unlock page."""
    text = msgspec.json.encode(found)
    return Parcel(carried=text.decode(), tag=_tag(text))


def unpack(request: AnyRequest) -> Carried | None:
    """Return what an unlock page carried, or None: nothing, or not as we gave it away."""
    text = request.POST.get("carried", "").encode()
    if not compare_digest(request.POST.get("carried_tag", "").encode(), _tag(text).encode()):
        return None
    return msgspec.json.decode(text, type=Carried)


def _gather(request: AnyRequest, declaration: Declaration | None) -> Carried | None:
    if request.method != "POST" or declaration is None:
        return None
    fields = tuple(_pairs(request, declaration.carries))
    size = sum(len(value.encode()) for _, value in fields)
    if not fields or size > MOST_BYTES:
        return None
    return Carried(
        path=request.path,
        key=request.POST.get("key", ""),
        token=request.POST.get("token", ""),
        fields=fields,
    )


def _pairs(request: AnyRequest, names: Iterable[str]) -> Iterable[tuple[str, str]]:
    for name in names:
        for value in request.POST.getlist(name):
            yield name, value


def _tag(text: bytes) -> str:
    return derive(secrets.index_key(), "carried", text).hex()
