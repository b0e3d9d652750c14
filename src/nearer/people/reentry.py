"""The passphrase once more, before what cannot be undone; asked once for each such act.

After it the session goes on behind a new cookie, so that a copy of the old one is worth nothing;
its start, and with it its end, stays.
"""

from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from nearer.people import sessions
from nearer.people.forms import Passphrase
from nearer.ui.forms import PrivateForm
from nearer.vault import accounts
from nearer.vault import sessions as sealed
from nearer.vault.visit import SignedIn


class Reentry(PrivateForm):
    """The passphrase once more; other forms that need it derive from this one."""

    def opens(self, person: bytes) -> bool:
        """Return whether the form is whole and the passphrase is this person's. Derives a key."""
        if not self.is_valid():
            return False
        if accounts.confirms(person, self.cleaned_data["pass"]):
            return True
        self.add_error("pass", _("This is not your passphrase. Nothing was changed."))
        return False


# `pass` is a word of Python's; the field has no other way into the class.
Reentry.base_fields["pass"] = Passphrase(
    label=_("Your passphrase, once more"),
    help_text=_("An open page is not enough for this."),
)


def go_on(request: SignedIn, answer: HttpResponse) -> None:
    """Let the session go on behind a new cookie. One that has ended meanwhile stays ended."""
    visit = request.visit
    if visit.session is None:
        return
    with transaction.atomic():
        renewed = sealed.renew(visit.session, visit.master)
    if renewed is None:
        return
    cookie, visit.session = renewed
    sessions.set_cookie(answer, cookie)
