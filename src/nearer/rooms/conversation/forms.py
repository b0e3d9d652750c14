"""The forms of step 2. What was typed stays in the field, whatever is amiss."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nearer.rooms.conversation.floor import PAUSES
from nearer.rooms.conversation.records import (
    LINE_LETTERS,
    TEXT_LETTERS,
    Mode,
    Side,
    Subject,
    What,
)
from nearer.ui.forms import Answers, PrivateForm


class WordsField(forms.CharField):
    """Words; a line's end counts once, though browsers send two letters for it."""

    def to_python(self, value: Any) -> Any:
        """Return the words with plain line ends."""
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


def area(rows: int) -> forms.Textarea:
    """Return a field for words in the writer's own voice."""
    return forms.Textarea({"rows": rows, "class": "input voice", "dir": "auto"})


class WordsForm(PrivateForm):
    """What somebody wants to say, and what should become of it.

    do: look, keep, talk or letter; try: the place of a suggestion. kept: an entry to go on with.
    """

    text = WordsField(
        label=_("What do you want to say?"),
        max_length=TEXT_LETTERS,
        error_messages={"required": _("There are no words here yet.")},
        widget=area(7),
    )
    do = forms.CharField(required=False, max_length=20)
    kept = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class LetterForm(PrivateForm):
    """A letter to change. revision: the one that its writer saw."""

    text = WordsField(
        label=_("Your letter"),
        max_length=TEXT_LETTERS,
        error_messages={"required": _("There are no words here yet.")},
        widget=area(8),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)


class QuestionForm(PrivateForm):
    """A question of one's own."""

    text = WordsField(
        label=_("A question of your own"),
        max_length=LINE_LETTERS,
        error_messages={"required": _("There are no words here yet.")},
        widget=forms.Textarea({"rows": 2, "class": "input voice", "dir": "auto"}),
    )


# On one phone comes first: it is all that somebody alone can choose.
MODES = [
    (Mode.ONE.value, _("On this phone, passed from hand to hand")),
    (Mode.TWO.value, _("On two phones at once; both show the same")),
    (Mode.LETTER.value, _("By letter: in turns, over days, each in their own time")),
]


class BeginForm(PrivateForm):
    """How a talk is held, and who speaks first."""

    mode = forms.ChoiceField(
        label=_("How"),
        choices=MODES,
        widget=Answers(),
    )
    first = forms.ChoiceField(
        label=_("Who speaks first"),
        choices=[("me", _("I do")), ("other", _("The other")), ("drawn", _("Let it be drawn"))],
        widget=Answers(),
    )

    def __init__(self, *args: Any, paired: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mode = self.fields["mode"]
        if not paired and isinstance(mode, forms.ChoiceField):
            mode.choices = [MODES[0]]


class MoveForm(PrivateForm):
    """One thing done in a talk. seen: the mark of the page that it was done on."""

    talk = forms.CharField(max_length=32)
    seen = forms.IntegerField(min_value=0, max_value=10_000)
    what = forms.ChoiceField(choices=[(what.value, "") for what in What])
    side = forms.ChoiceField(required=False, choices=[(side.value, "") for side in Side])
    text = WordsField(required=False, max_length=TEXT_LETTERS, widget=area(4))
    promise = WordsField(required=False, max_length=LINE_LETTERS, widget=area(2))
    minutes = forms.ChoiceField(required=False, choices=[(str(minutes), "") for minutes in PAUSES])

    def clean_minutes(self) -> int:
        """Return for how long to pause; 0 where nothing is paused."""
        return int(self.cleaned_data["minutes"] or 0)

    def clean_talk(self) -> bytes:
        """Return the talk's id."""
        try:
            return bytes.fromhex(self.cleaned_data["talk"])
        except ValueError:
            raise forms.ValidationError(_("This page has grown old. Open it again.")) from None


class AsideForm(PrivateForm):
    """One of three times seven minutes. made: the key of the first of them; part: 1 to 3."""

    text = WordsField(
        label=_("Your words"),
        max_length=TEXT_LETTERS,
        error_messages={"required": _("There are no words here yet.")},
        widget=area(9),
    )
    part = forms.IntegerField(min_value=1, max_value=3, widget=forms.HiddenInput)


SUBJECTS = {subject.value: subject for subject in Subject}
