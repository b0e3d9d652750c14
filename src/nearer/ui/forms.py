"""The base of every private form: its key, our own words for errors, our own field templates."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import DjangoTemplates
from django.template.loader import get_template
from django.utils.translation import gettext_lazy as _

ERRORS = {
    "required": _("This is still empty."),
    "invalid": _("This could not be read. Check how it is written."),
    "invalid_choice": _("Choose one of these."),
    "invalid_list": _("Choose from these."),
    "min_length": _("This is shorter than %(limit_value)d letters."),
    "max_length": _("This is longer than %(limit_value)d letters. Shorten it; nothing is lost."),
    "min_value": _("The smallest number here is %(limit_value)s."),
    "max_value": _("The largest number here is %(limit_value)s."),
}
# Where "empty" would be odd: said per sort of field.
REQUIRED = {
    forms.BooleanField: _("Tick this to go on."),
    forms.ChoiceField: _("Choose one of these."),
}
KEY_BYTES = 16


class Renderer(DjangoTemplates):
    """Django's form renderer with our templates; named in FORM_RENDERER."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"

    def get_template(self, template_name: str) -> Any:
        """Find ours among the project's templates, the rest among Django's own."""
        if template_name.startswith("django/"):
            return super().get_template(template_name)
        return get_template(template_name)


class KeyField(forms.CharField):
    """A form's key: 16 random bytes, written as 32 hex letters by `ui/private.html`."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """Return the bytes; anything but 32 hex letters is refused."""
        try:
            key = bytes.fromhex(str(value or ""))
        except ValueError:
            key = b""
        if len(key) != KEY_BYTES:
            raise ValidationError(_("This page has grown old. Open it again."), code="key")
        return key


class Answers(forms.RadioSelect):
    """Radio rows of 56 px; none chosen beforehand. A choice's label may be (word, meaning)."""

    template_name = "ui/widgets/answers.html"


class Tick(forms.CheckboxInput):
    """One box to tick, its words beside it."""


class PrivateForm(forms.Form):
    """A form that keeps what was typed, holds its key, and never has the browser remember.

    `key` cleans to 16 bytes. Nothing is preset and nothing is marked required for the browser:
    what is missing is said by the page, in our own words.
    """

    use_required_attribute = False
    key = KeyField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        kwargs.setdefault("auto_id", "f-%s")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            _speak(field)
            _quiet(field.widget)

    @property
    def kept_key(self) -> str:
        """The key that was posted, shown again beside an error: a second try is the same entry."""
        keep = self.is_bound and "key" not in self.errors
        return str(self["key"].value()) if keep else ""

    @property
    def amiss(self) -> list[forms.BoundField]:
        """The fields that have something to put right, in the order of the page."""
        return [field for field in self.visible_fields() if field.errors]


def _speak(field: forms.Field) -> None:
    """Put our words where the field still has Django's; a form's own words stay."""
    required = next((text for kind, text in REQUIRED.items() if isinstance(field, kind)), None)
    ours = ERRORS if required is None else ERRORS | {"required": required}
    for code, text in ours.items():
        standard = _standard(type(field), code)
        if field.error_messages.get(code, standard) == standard:
            field.error_messages[code] = text


def _standard(kind: type[forms.Field], code: str) -> Any:
    for base in kind.__mro__:
        if code in getattr(base, "default_error_messages", {}):
            return base.default_error_messages[code]  # type: ignore[attr-defined]
    return None


def _quiet(widget: forms.Widget) -> None:
    """No remembered values, no silent cutting of what is pasted; the style of a field."""
    for limit in ("minlength", "maxlength"):
        widget.attrs.pop(limit, None)
    widget.attrs.setdefault("autocomplete", "off")
    if isinstance(widget, Tick):
        widget.attrs.setdefault("class", "check")
    elif isinstance(widget, forms.TextInput | forms.Textarea | forms.Select):
        widget.attrs.setdefault("class", "input")
