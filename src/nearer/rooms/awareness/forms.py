"""The forms of step 1: each says what may be chosen, and nothing is chosen beforehand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nearer.rooms.awareness import trial
from nearer.rooms.awareness.check import Length
from nearer.ui.forms import PrivateForm

RATHER_NOT = "none"
_DEGREES = tuple((str(degree), "") for degree in range(1, 6))
_WORDS = {
    "required": _("Choose one, or “Rather not say”."),
    "invalid_choice": _("Choose one, or “Rather not say”."),
}


class AnswerForm(PrivateForm):
    """One answer of the check; `length` says how far its writer wants to go."""

    answer = forms.ChoiceField(choices=(*_DEGREES, (RATHER_NOT, "")), error_messages=_WORDS)
    length = forms.ChoiceField(
        choices=[(length.value, "") for length in Length], widget=forms.HiddenInput
    )

    def clean_answer(self) -> int | None:
        """Return the degree; None: rather not say."""
        chosen = self.cleaned_data["answer"]
        return None if chosen == RATHER_NOT else int(chosen)


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
