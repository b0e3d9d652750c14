"""What people choose for themselves."""

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nearer.people.forms import CALLED_LETTERS, zones
from nearer.ui.forms import PrivateForm, Tick
from nearer.vault.keys import Settings

MINUTES = (5, 10, 15, 20, 30, 45, 60)


class Preferences(PrivateForm):
    """The settings of one person; `tell` is there only while somebody could be told."""

    called = forms.CharField(label=_("What you like to be called"), max_length=CALLED_LETTERS)
    pronouns = forms.CharField(
        label=_("Pronouns, if you like"), max_length=CALLED_LETTERS, required=False
    )
    tell = forms.BooleanField(
        label=_("Tell the other person my new name or pronouns"), required=False, widget=Tick()
    )
    zone = forms.ChoiceField(
        label=_("Your time zone"),
        help_text=_("For new entries. A day that you wrote stays the day that it was."),
    )
    minutes = forms.TypedChoiceField(
        label=_("Lock after quiet minutes"),
        help_text=_("Typing counts as being here. After eight hours it locks in any case."),
        choices=[(minutes, str(minutes)) for minutes in MINUTES],
        coerce=int,
    )
    theme = forms.ChoiceField(
        label=_("Light or dark"),
        choices=[
            ("system", _("As this device")),
            ("light", _("Light")),
            ("dark", _("Dark")),
        ],
    )
    icon = forms.ChoiceField(
        label=_("Name and icon in the browser"),
        help_text=_("The neutral ones say “Notes”. The own ones say “Nearer”, in every tab."),
        choices=[("neutral", _("Neutral")), ("own", _("Nearer's own"))],
    )

    def __init__(self, *args: Any, settings: Settings, can_tell: bool, **kwargs: Any) -> None:
        chosen = {name: getattr(settings, name) for name in settings.__struct_fields__}
        super().__init__(*args, initial=chosen, **kwargs)
        self.settings = settings
        self.fields["zone"].choices = _with(zones()[1:], settings.zone)  # type: ignore[attr-defined]
        if not can_tell:
            del self.fields["tell"]

    def clean_called(self) -> str:
        """Return the name in one form, so that two ways to write an accent are one name."""
        return unicodedata.normalize("NFC", self.cleaned_data["called"])

    @property
    def chosen(self) -> Settings:
        """The settings as they would be after this form."""
        said = self.cleaned_data
        return Settings(
            called=said["called"],
            pronouns=said["pronouns"],
            zone=said["zone"],
            minutes=said["minutes"],
            theme=said["theme"],
            icon=said["icon"],
            language=self.settings.language,
        )


def _with(choices: list[tuple[str, Any]], zone: str) -> list[tuple[str, Any]]:
    """Return the zones to choose from; a rare one that somebody has already stays among them."""
    known = {name for _, part in choices if isinstance(part, list) for name, _ in part} | {"UTC"}
    return choices if zone in known else [(zone, zone), *choices]
