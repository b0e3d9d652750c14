"""Sign-up in three short steps: who, the key, the way back in.

Signed out there is no row, so step 1 and 2 are pages that answer a POST and carry what was said as
hidden fields, without any passphrase. The rows are written at the end of step 2; step 3 is signed
in, and its recovery code waits in the sealed session.
"""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from nearer.house.routes import Who, page
from nearer.people import accounts, codes, joining, sessions, words
from nearer.people import invitations as pairing
from nearer.people.answers import NOT_OPENED, home, see_other
from nearer.people.forms import Adult, Own, Start, Suggested, TypedBack
from nearer.people.joining import TRAVELLING, Joining
from nearer.people.views import sign_up
from nearer.vault import invitations, keys, secrets
from nearer.vault.errors import InvitationEnded, NameTaken
from nearer.vault.keys import Settings
from nearer.vault.visit import AnyRequest, SignedIn

BEGIN = ("key", *TRAVELLING, "step", "do")
KEY = ("key", *TRAVELLING, "pass", "again", "adult")


@page(Who.ANYONE, post=BEGIN)
def join(request: AnyRequest) -> HttpResponse:
    """Show step 1, and step 2 in all its forms; its end is `lock`."""
    elsewhere = _elsewhere(request)
    if elsewhere is not None:
        return elsewhere
    on_its_way, do = _read(request), request.POST.get("do", "")
    is_answer = request.POST.get("step") == "1" and do != "back"
    form = _start(on_its_way, key=request.POST.get("key", ""), checked=is_answer)
    if is_answer and form.is_valid() and not _is_let_in(form):
        form.add_error("entry", _used_up())
    if not is_answer or not form.is_valid():
        return _step_one(request, on_its_way, form)
    return _step_two(request, joining.moved(on_its_way, do))


@page(Who.ANYONE, post=KEY, slow=True)
def lock(request: AnyRequest) -> HttpResponse:
    """End step 2: make the person, with all that they brought along."""
    if request.method != "POST":
        return see_other(reverse("people:join"))
    elsewhere = _elsewhere(request)
    if elsewhere is not None:
        return elsewhere
    on_its_way = _read(request)
    # The code is judged last: who sends this again is let in, though it is used up by now.
    start = _start(on_its_way, key=request.POST.get("key", ""), checked=True, needs_entry=False)
    if not start.is_valid():
        return _step_one(request, on_its_way, start)
    key = _key_form(on_its_way, request)
    if not key.is_valid():
        return _step_two(request, on_its_way, key)
    return _make(request, on_its_way, start, key)


@page(Who.PERSON, post=("key", "code", "do"))
def code(request: SignedIn) -> HttpResponse:
    """Step 3: the recovery code, typed back once, or knowingly refused."""
    held = accounts.held_code(request.visit)
    if held is None:
        return see_other(home())
    if request.method != "POST":
        return _step_three(request, held, TypedBack(expected=held))
    if request.POST.get("do") == "without":
        accounts.refuse_code(request.visit)
        return see_other(pairing.next_address(request.visit))
    form = TypedBack(request.POST, expected=held)
    if not form.is_valid():
        return _step_three(request, held, form)
    accounts.keep_code(request.visit)
    return see_other(pairing.next_address(request.visit))


def _elsewhere(request: AnyRequest) -> HttpResponse | None:
    """Return where somebody belongs who cannot sign up here now, else None."""
    if request.visit is not None:
        return see_other(home())
    if sign_up() == "closed":
        return render(request, "people/closed.html")
    if request.POST.get("do") == "young":
        return render(request, "people/young.html")
    return None


def _make(request: AnyRequest, on_its_way: Joining, start: Start, key: Adult) -> HttpResponse:
    said = start.cleaned_data
    chosen = Settings(called=said["called"], pronouns=said["pronouns"], zone=said["zone"])
    try:
        person, master = accounts.join(
            name=said["name"],
            passphrase=key.cleaned_data["pass"],
            settings=chosen,
            carried=on_its_way.carried,
            entry=said.get("entry"),
        )
    except NameTaken:
        start.add_error("name", _("This name is not free here. Choose another; your words stay."))
        return _step_one(request, on_its_way, start)
    except codes.NoSuchCode:
        start.fields["entry"].required = True
        empty = start.fields["entry"].error_messages["required"]
        start.add_error("entry", _used_up() if said["entry"] else empty)
        return _step_one(request, on_its_way, start)
    answer = see_other(reverse("people:join-code"))
    visit = sessions.sign_in(request, answer, person, master)
    if visit is not None:
        pairing.carry_invitation(visit, on_its_way.fields[pairing.FIELD])
        accounts.hold_code(visit)
    return answer


def _read(request: AnyRequest) -> Joining:
    return joining.read(request.POST.dict(), accounts.carried_names())


def _start(
    on_its_way: Joining, *, key: str, checked: bool = False, needs_entry: bool = True
) -> Start:
    fields = {**on_its_way.fields, "key": key}
    asks_entry = sign_up() == "code" and not _is_invited(on_its_way)
    form = Start(fields if checked else None, initial=fields, asks_entry=asks_entry)
    if asks_entry:
        form.fields["entry"].required = needs_entry
    return form


def _is_let_in(form: Start) -> bool:
    entry = form.cleaned_data.get("entry")
    return entry is None or codes.is_good(entry)


def _key_form(on_its_way: Joining, request: AnyRequest | None = None) -> Adult:
    posted = request.POST if request else None
    if on_its_way.own:
        return Own(posted, about=on_its_way.about, near=on_its_way.near)
    return Suggested(posted, offered=_offered(on_its_way))


def _offered(on_its_way: Joining) -> list[str]:
    return words.suggest(on_its_way.seed, secrets.index_key(), on_its_way.count)


def _step_one(request: AnyRequest, on_its_way: Joining, form: Start) -> HttpResponse:
    context = {"form": form, "joining": on_its_way, "mode": sign_up()}
    return render(request, "people/join.html", context, status=_status(form))


def _step_two(request: AnyRequest, on_its_way: Joining, form: Adult | None = None) -> HttpResponse:
    form = form or _key_form(on_its_way)
    context = {
        "form": form,
        "joining": on_its_way,
        "offered": "" if on_its_way.own else " ".join(_offered(on_its_way)),
        "key": request.POST.get("key", ""),
    }
    return render(request, "people/join-key.html", context, status=_status(form))


def _step_three(request: SignedIn, held: str, form: TypedBack) -> HttpResponse:
    context = {"form": form, "groups": codes.in_groups(held).split("-")}
    return render(request, "people/join-code.html", context, status=_status(form))


def _is_invited(on_its_way: Joining) -> bool:
    """Return whether somebody here invited this person: that lets them in as a code does."""
    invitation = keys.read_code(on_its_way.fields["invitation"])
    try:
        return bool(invitation and invitations.look(invitation))
    except InvitationEnded:
        return False


def _used_up() -> str:
    return _("This code opens nothing here. It may have been used already.")


def _status(form: Start | Adult | TypedBack) -> int:
    return NOT_OPENED if form.is_bound and form.errors else 200
