"""What people fill in here: signing in, the steps of sign-up, the recovery code."""

import unicodedata
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from nearer.people import strength, words
from nearer.people.strength import Weakness
from nearer.ui.forms import PrivateForm, Tick
from nearer.vault import keys

NAME_LETTERS = 64
CALLED_LETTERS = 40
# More than any passphrase that is taken; past it nobody waits for the estimator or the derivation.
PASS_LETTERS = 1000

WRONG = _(
    "This did not open. Check the name and the passphrase. "
    "Capitals matter only in a passphrase of your own."
)
WEAK = {
    Weakness.SHORT: _("This has fewer than 12 letters. Longer is safer than harder."),
    Weakness.LONG: _("This has more than 128 letters. A shorter one is enough."),
    Weakness.GUESSABLE: _(
        "A machine could guess this one soon. Add words that nobody would expect, or use ours."
    ),
}
PLACES = (_("first"), _("second"), _("third"), _("fourth"), _("fifth"), _("sixth"), _("seventh"))
ONCE = {words.COUNT: _("Type the four words once"), words.MORE: _("Type the five words once")}
NUMBERS = (_("No"), _("One"), _("Two"), _("Three"), _("Four"), _("Five"))


class Unshown(forms.PasswordInput):
    """A field for what opens something: shown empty again, also beside an error.

    own: more of its attributes, such as inputmode.
    """

    def __init__(self, **own: str) -> None:
        attrs = own | {"class": "input", "autocapitalize": "none", "spellcheck": "false"}
        # Browsers heed "off" for everything but passwords: they would offer to save it, and note
        # the name beside it on the disk even where nobody takes the offer.
        attrs["autocomplete"] = "one-time-code"
        super().__init__(attrs=attrs, render_value=False)


class Seen(Unshown):
    """The same, for words that stand on the page anyway: one sees what one types."""

    input_type = "text"


class Passphrase(forms.CharField):
    """A passphrase, in the one form that locks and opens."""

    def __init__(self, widget: forms.Widget | None = None, **options: Any) -> None:
        widget = widget or Unshown()
        super().__init__(strip=False, max_length=PASS_LETTERS, widget=widget, **options)

    def to_python(self, value: Any) -> str:
        """Return what was typed as `words.normalise` reads it."""
        return words.normalise(super().to_python(value) or "")


class Enter(PrivateForm):
    """Signing in. The cover of an ended session posts it as well, and has no key."""

    key = None  # type: ignore[assignment]  # Django's way to leave a field of the base out
    name = forms.CharField(
        label=_("Name you chose"),
        max_length=NAME_LETTERS,
        widget=forms.TextInput({"autocapitalize": "none", "spellcheck": "false"}),
    )

    def did_not_open(self) -> None:
        """Say so: the same words for a wrong name and a wrong passphrase, and nothing kept."""
        self.add_error("pass", WRONG)


# `pass` is a word of Python's; the field has no other way into the class.
Enter.base_fields["pass"] = Passphrase(
    label=_("Passphrase"),
    help_text=_("Opening takes about a second. That second is part of the lock."),
)


class Start(PrivateForm):
    """Step 1: who one is here. In `code` mode also the code that lets one in."""

    name = forms.CharField(
        label=_("A name to sign in with"),
        max_length=NAME_LETTERS,
        help_text=_("You type it, and nobody is shown it. It need not be your own."),
        widget=forms.TextInput({"autocapitalize": "none", "spellcheck": "false"}),
    )
    called = forms.CharField(
        label=_("What you like to be called"),
        max_length=CALLED_LETTERS,
        help_text=_("The other person reads it, should you ever invite one."),
    )
    pronouns = forms.CharField(
        label=_("Pronouns, if you like"),
        max_length=CALLED_LETTERS,
        required=False,
        help_text=_("In your own words, or none."),
    )
    zone = forms.ChoiceField(
        label=_("Your time zone"),
        help_text=_("So that a day here is your day. Change it if it is not right."),
        error_messages={"required": _("Choose the nearest one, so that a day here is your day.")},
        widget=forms.Select({"data-zone": True}),
    )
    entry = forms.CharField(
        label=_("Code for this copy"),
        max_length=CALLED_LETTERS,
        help_text=_("Whoever runs this copy gives it to you. It works once."),
        widget=forms.TextInput({"autocapitalize": "characters", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, asks_entry: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = zones()  # type: ignore[attr-defined]
        if not asks_entry:
            del self.fields["entry"]

    def clean_called(self) -> str:
        """Return the name in one form, so that two ways to write an accent are one name."""
        return unicodedata.normalize("NFC", self.cleaned_data["called"])


class Adult(PrivateForm):
    """What both ways to a key ask: the one tick. Nothing of it is stored."""

    adult = forms.BooleanField(
        label=_("I am 18 or older. Only this tick is asked; no date of birth."),
        widget=Tick(),
        error_messages={
            "required": _("This place is for people of 18 and over. If you are, tick the box.")
        },
    )
    field_order = ("pass", "again", "adult")


class Suggested(Adult):
    """Step 2 with our words: typed once, so that they are in the hand."""

    def __init__(self, *args: Any, offered: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        self.fields["pass"].label = ONCE[len(offered)]

    def clean(self) -> dict[str, Any]:
        """Refuse words that are not the offered ones, and say which."""
        cleaned: dict[str, Any] = super().clean() or {}
        typed = words.split(cleaned.get("pass", ""))
        if "pass" in cleaned and typed != self.offered:
            self.add_error("pass", differs(typed, self.offered))
        return cleaned


Suggested.base_fields["pass"] = Passphrase(
    widget=Seen(),
    help_text=_("Capitals and dots do not matter."),
)


class Own(Adult):
    """Step 2 with a passphrase of one's own, typed twice."""

    again = Passphrase(label=_("The same once more"), required=False)

    def __init__(self, *args: Any, about: tuple[str, ...], near: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about, self.near = about, near

    def clean(self) -> dict[str, Any]:
        """Refuse what is short or guessable, and two that are not the same."""
        cleaned: dict[str, Any] = super().clean() or {}
        passphrase = cleaned.get("pass")
        if passphrase is None:
            return cleaned
        weakness = strength.weakness(passphrase, about=self.about, near=self.near)
        if weakness is not None:
            self.add_error("pass", WEAK[weakness])
        elif passphrase != cleaned.get("again"):
            self.add_error("again", _("The two are not the same. Type both once more."))
        return cleaned


Own.base_fields["pass"] = Passphrase(
    label=_("A passphrase of your own"),
    help_text=_("12 letters or more; a sentence is good. Here capitals and dots do matter."),
)


class TypedBack(PrivateForm):
    """Step 3: the recovery code, typed back from the paper."""

    code = forms.CharField(
        label=_("Type the code from your paper"),
        max_length=PASS_LETTERS,
        help_text=_("Capitals, spaces and dashes do not matter."),
        widget=Seen(),
    )

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_code(self) -> str:
        """Return the code, or say how it differs."""
        typed = self.cleaned_data["code"]
        if keys.read_code(typed) != self.expected:
            raise ValidationError(code_differs(typed, self.expected))
        return self.expected


class ByCode(PrivateForm):
    """Opening with the recovery code alone; neither name nor passphrase is asked."""

    key = None  # type: ignore[assignment]  # it writes nothing
    code = forms.CharField(
        label=_("Recovery code"),
        max_length=PASS_LETTERS,
        help_text=_("28 letters. Capitals, spaces and dashes do not matter."),
        widget=Unshown(),
    )

    def did_not_open(self) -> None:
        """Say so: the same words for a code that is none and for one that opens nothing."""
        self.add_error("code", _("This did not open. Look at the code on your paper once more."))


def differs(typed: list[str], offered: list[str]) -> str:
    """Return how typed words differ from the offered ones, kindly and exactly."""
    if len(typed) > len(offered):
        return _now("There are more words here than the %(count)s above.") % {
            "count": str(NUMBERS[len(offered)]).lower()
        }
    for place, (said, word) in enumerate(zip(typed, offered, strict=False)):
        if said != word:
            text = _now("The %(place)s word above is “%(word)s”. Type all of them once more.")
            return text % {"place": PLACES[place], "word": word}
    so_far = {"count": NUMBERS[len(typed)], "word": offered[-1]}
    if len(offered) - len(typed) == 1:
        text = _now("%(count)s words so far. The last one, “%(word)s”, is missing.")
    else:
        text = ngettext("%(count)s word so far.", "%(count)s words so far.", len(typed))
    return text % so_far


def code_differs(typed: str, expected: str) -> str:
    """Return how a typed code differs from the one on the page, by its group of four."""
    letters = keys.code_letters(typed)
    if len(letters) < len(expected):
        text = ngettext(
            "%(count)d letter so far; the code has %(all)d.",
            "%(count)d letters so far; the code has %(all)d.",
            len(letters),
        )
        return text % {"count": len(letters), "all": len(expected)}
    if len(letters) > len(expected):
        return _now("There are more letters here than the code has.")
    wrong = next(n for n, (a, b) in enumerate(zip(letters, expected, strict=True)) if a != b)
    text = _now("Look at the %(place)s group once more: it differs.")
    return text % {"place": PLACES[wrong // 4]}


@cache
def zones() -> list[tuple[str, Any]]:
    """Return the time zones to choose from, by region; the first choice is none."""
    regions: dict[str, list[tuple[str, str]]] = {}
    for zone in sorted(available_timezones()):
        region, _slash, city = zone.partition("/")
        if city and region not in ("Etc", "SystemV", "US", "posix", "right"):
            regions.setdefault(region, []).append((zone, city.replace("_", " ")))
    return [("", _("Choose one")), ("UTC", "UTC"), *regions.items()]
