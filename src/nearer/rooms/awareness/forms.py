"""The forms of step 1: each says what may be chosen, and nothing is chosen beforehand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nearer.rooms.awareness import trial
from nearer.rooms.awareness.check import Length
from nearer.rooms.awareness.records import LINE_LETTERS, TEXT_LETTERS
from nearer.ui.forms import PrivateForm

RATHER_NOT = "none"
_DEGREES = tuple((str(degree), "") for degree in range(1, 6))
_WORDS = {
    "required": _("Choose one, or “Rather not say”."),
    "invalid_choice": _("Choose one, or “Rather not say”."),
}


class DegreeForm(PrivateForm):
    """One answer of five, or "rather not say"."""

    answer = forms.ChoiceField(choices=(*_DEGREES, (RATHER_NOT, "")), error_messages=_WORDS)

    def clean_answer(self) -> int | None:
        """Return the degree; None: rather not say."""
        chosen = self.cleaned_data["answer"]
        return None if chosen == RATHER_NOT else int(chosen)


class AnswerForm(DegreeForm):
    """One answer of the check; `length` says how far its writer wants to go."""

    length = forms.ChoiceField(
        choices=[(length.value, "") for length in Length], widget=forms.HiddenInput
    )


class WeekForm(DegreeForm):
    """One answer of a week; `week` is the Monday of the page that asked."""

    week = forms.DateField(required=False, widget=forms.HiddenInput)


class NoticeForm(PrivateForm):
    """One tap: who reached out, and whether it was seen; a line, if somebody likes."""

    what = forms.ChoiceField(
        choices=[
            (what, "") for what in ("theirs-seen", "theirs-missed", "mine-seen", "mine-missed")
        ],
        error_messages={"required": _("Tap what you noticed."), "invalid_choice": _("Tap one.")},
    )
    text = forms.CharField(
        label=_("A line, if you like"),
        required=False,
        max_length=LINE_LETTERS,
        widget=forms.Textarea({"rows": 2, "class": "input voice", "dir": "auto"}),
    )

    @property
    def mine(self) -> bool:
        """Tell whether its writer reached out."""
        return str(self.cleaned_data["what"]).startswith("mine")

    @property
    def seen(self) -> bool:
        """Tell whether it was seen."""
        return str(self.cleaned_data["what"]).endswith("seen")


class TextForm(PrivateForm):
    """Something written for oneself."""

    text = forms.CharField(
        label=_("Your words"),
        max_length=TEXT_LETTERS,
        error_messages={"required": _("There are no words here yet.")},
        widget=forms.Textarea({"rows": 8, "class": "input voice", "dir": "auto"}),
    )


class NoteForm(TextForm):
    """A note. entry and revision: which one is changed, and from where; both empty: a new one."""

    entry = forms.CharField(required=False, widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    do = forms.ChoiceField(required=False, choices=[("save", ""), ("apart", "")])


class TrialForm(forms.Form):
    """The short check before sign-up: answers so far, where one is, what was chosen, or Back."""

    signs = forms.CharField(required=False)
    at = forms.IntegerField(required=False, min_value=1, max_value=8)
    answer = forms.ChoiceField(choices=(*_DEGREES, (RATHER_NOT, "")), required=False)
    go = forms.IntegerField(required=False, min_value=1, max_value=8)

    def clean_signs(self) -> trial.Trial | None:
        """Return the check that travels, or None."""
        return trial.read(self.cleaned_data["signs"])

    @property
    def tried(self) -> trial.Trial | None:
        """Return the check with this page's answer in it; None: there is none."""
        self.is_valid()
        held: trial.Trial | None = self.cleaned_data.get("signs")
        at, answer = self.cleaned_data.get("at"), self.cleaned_data.get("answer")
        if held is None or not at or not answer:
            return held
        return held.answered(at, None if answer == RATHER_NOT else int(answer))

    @property
    def wanted(self) -> int | None:
        """Return the number of the question that somebody wants to see again."""
        number: int | None = self.cleaned_data.get("go")
        return number


class _ChoiceForm(PrivateForm):
    """A form with one field `do` of known words."""

    words: tuple[str, ...] = ()
    do = forms.ChoiceField(choices=())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["do"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        field.choices = [(word, "") for word in self.words]

    @property
    def word(self) -> str:
        """Return the chosen word; empty if none of ours was sent."""
        return str(self.cleaned_data["do"]) if self.is_valid() else ""


class EndForm(_ChoiceForm):
    """What should happen with the answers."""

    words = ("keep", "seal")


class EnvelopeForm(_ChoiceForm):
    """What to do with the envelope."""

    words = ("seal", "back", "ready", "unready")


class OpenedForm(_ChoiceForm):
    """Where to go from "both are open"."""

    words = ("see", "later")


class PictureForm(_ChoiceForm):
    """Taking one's own answers out of the picture of both."""

    words = ("take-out",)
