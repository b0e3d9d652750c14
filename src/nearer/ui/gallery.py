"""Every component in its states, in each frame: an address of the tests only, walked by axe."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from nearer.ui import charts
from nearer.ui.forms import Answers, PrivateForm, Tick

FRAMES = ("app", "task", "plain")
KEY = "00" * 16


class Sample(PrivateForm):
    """One field of each sort."""

    name = forms.CharField(label="Name to sign in with", help_text="Not your real name.")
    note = forms.CharField(label="A line", widget=forms.Textarea(attrs={"rows": 2}))
    zone = forms.ChoiceField(label="Time zone", choices=[("UTC", "UTC")])
    often = forms.ChoiceField(
        label="How often", choices=[("1", "Never"), ("2", "Rarely")], widget=Answers
    )
    adult = forms.BooleanField(label="I am 18 or older.", widget=Tick)


def gallery(request: HttpRequest, frame: str) -> HttpResponse:
    """Show all components in one frame: app, task or plain."""
    if frame not in FRAMES:
        raise Http404
    tab = "you" if frame == "app" else ""
    return render(request, "ui/gallery.html", {"tab": tab, "frame": frame} | _shown())


def _shown() -> dict[str, Any]:
    return {
        "fresh": Sample(prefix="fresh"),
        "amiss": Sample({"key": KEY, "name": ""}),
        "arriving": charts.pair(2.1, 4.0, receiver="a"),
        "returning": charts.pair(3.8, 4.7, receiver="b"),
        "mine": charts.own(2.1, 3.3, side="a"),
        "theirs": charts.own(4.7, 4.7, side="b"),
        "half": charts.own(None, 3.0, side="a"),
        "strength": charts.bar(4.7, 0.6, side="a"),
        "strength_b": charts.bar(3.1, 0.6, side="b"),
        "full": charts.progress(4, 9),
        "words": charts.WORDS,
    }
