"""A copy to take along: everything one may read, in one file that only a passphrase opens."""

from collections.abc import Iterator

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from nearer.house.routes import Who, page
from nearer.house.streams import Stream
from nearer.people import copying, sealed_file, sessions, strength
from nearer.people.forms import PASS_LETTERS, WEAK, Unshown
from nearer.people.reentry import Reentry, go_on
from nearer.vault.visit import SignedIn, Visit

SEALED = "application/octet-stream"


class Export(Reentry):
    """The passphrase of the file, twice, and one's own once more."""

    file = forms.CharField(
        label=_("A passphrase for the file"),
        help_text=_("Twelve letters or more. It is kept nowhere: without it the file is closed."),
        max_length=PASS_LETTERS,
        strip=False,
        widget=Unshown(),
    )
    again = forms.CharField(
        label=_("The same once more"), max_length=PASS_LETTERS, strip=False, widget=Unshown()
    )
    field_order = ("file", "again", "pass")

    def clean_file(self) -> str:
        """Return the passphrase of the file; a weak one is refused, for the file may be stolen."""
        typed = sealed_file.plain(self.cleaned_data["file"])
        weak = strength.weakness(typed)
        if weak is not None:
            raise forms.ValidationError(WEAK[weak])
        return typed

    def clean_again(self) -> str:
        """Refuse a slip: what was typed once only cannot be opened again."""
        typed = sealed_file.plain(self.cleaned_data["again"])
        if typed != self.cleaned_data.get("file", typed):
            raise forms.ValidationError(_("The two differ. Type both again."))
        return typed


@page(Who.PERSON, post=Export, slow=True)  # type: ignore[arg-type]  # a stream answers too
def export(request: SignedIn) -> HttpResponse | Stream:
    """Ask for a passphrase; a POST answers with the sealed file."""
    visit = request.visit
    form = Export(request.POST or None)
    if request.method != "POST" or not form.opens(visit.person):
        return render(request, "people/export.html", {"form": form, "tab": "you"})
    # The key is made here, in the lane; what follows is written piece by piece.
    pieces = sealed_file.seal(form.cleaned_data["file"], _zipped(visit))
    answer = Stream(pieces, stands=lambda: sessions.stands(visit), kind=SEALED)
    answer["Content-Disposition"] = f'attachment; filename="notes-{visit.today}.sealed"'
    go_on(request, answer)  # type: ignore[arg-type]  # it sets a cookie, which both kinds can
    return answer


def _zipped(visit: Visit) -> Iterator[bytes]:
    """Read one moment of the records, and pass them on."""
    with transaction.atomic(using="snapshot"):
        copy = copying.gather(visit)
    yield from copying.zipped(copy)
