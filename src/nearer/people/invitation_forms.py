"""What people fill in to invite and to be invited: a note, a code, six words."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from nearer.people import words
from nearer.ui.forms import PrivateForm
from nearer.vault import keys, spoken
from nearer.vault.invitations import NOTE_LETTERS

# A whole link may be pasted in place of its code.
TYPED_LETTERS = 400
TYPED = {"autocapitalize": "none", "spellcheck": "false"}


class Note(PrivateForm):
    """An invitation's few words, which the other reads before anything else."""

    note = forms.CharField(
        label=_("A few words of yours, if you like"),
        max_length=NOTE_LETTERS,
        required=False,
        help_text=_("Whoever opens the invitation reads them first. 500 letters at most."),
        widget=forms.Textarea({"rows": 3, "class": "input voice", "dir": "auto"}),
    )


class TypedCode(PrivateForm):
    """The code of an invitation, typed or pasted, or the whole link."""

    code = forms.CharField(
        label=_("The code"),
        max_length=TYPED_LETTERS,
        help_text=_("28 letters in groups of four. Capitals, spaces and dashes do not matter."),
        widget=forms.TextInput(TYPED),
    )

    def clean_code(self) -> str:
        """Return the 28 letters, or say how many there are so far."""
        typed: str = self.cleaned_data["code"].rpartition("#")[2]
        code = keys.read_code(typed)
        if code is None:
            raise ValidationError(_not_a_code(keys.code_letters(typed)))
        return code


class TypedWords(PrivateForm):
    """Six words that somebody said."""

    words = forms.CharField(
        label=_("The six words"),
        max_length=TYPED_LETTERS,
        help_text=_("In their order. They hold for one hour after they were made."),
        widget=forms.TextInput(TYPED),
    )

    def clean_words(self) -> list[str]:
        """Return the six words, or say which one is none of the list, or how many there are."""
        typed = words.split(self.cleaned_data["words"])
        unknown = next((word for word in typed if not words.is_on_the_list(word)), None)
        if unknown is not None:
            text = _now("“%(word)s” is none of our words. Check how it is written.")
            raise ValidationError(text % {"word": unknown})
        if len(typed) != spoken.WORDS:
            raise ValidationError(_so_many_words(len(typed)))
        return typed


def _not_a_code(letters: str) -> str:
    if len(letters) > keys.CODE_LETTERS:
        return _now("There are more letters here than a code has.")
    if len(letters) == keys.CODE_LETTERS:
        return _now("There are signs here that no code has. Check how it is written.")
    values: dict[str, Any] = {"count": len(letters), "all": keys.CODE_LETTERS}
    text = ngettext(
        "%(count)d letter so far; a code has %(all)d.",
        "%(count)d letters so far; a code has %(all)d.",
        len(letters),
    )
    return text % values


def _so_many_words(count: int) -> str:
    text = ngettext("%(count)d word here; say six.", "%(count)d words here; it takes six.", count)
    return text % {"count": count}
