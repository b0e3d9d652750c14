"""The addresses of step 1."""

from django.urls import path

from nearer.rooms.awareness.effects import Part
from nearer.rooms.awareness.views import (
    check,
    effects,
    envelope,
    noticed,
    picture,
    trial,
    week,
    writing,
)

app_name = "awareness"
urlpatterns = [
    path("try", trial.try_it, name="try"),
    path("check", check.start, name="check"),
    path("check/end", check.end, name="end"),
    path("check/<str:direction>/<int:number>", check.item, name="item"),
    path("envelope", envelope.envelope, name="envelope"),
    path("opened", envelope.opened, name="opened"),
    path("picture", picture.picture, name="picture"),
    path("picture/then", picture.then, name="then"),
    path("how", picture.how, name="how"),
    path("noticed", noticed.noticed, name="noticed"),
    path("week", week.week, name="week"),
    path("week/<int:number>", week.item, name="week-item"),
    path("effects", effects.start, name="effects"),
    path("effects/me/<int:number>", effects.item, {"part": Part.ME}, name="effects-me"),
    path("effects/mine/<int:number>", effects.item, {"part": Part.MINE}, name="effects-mine"),
    path("effects/us/<int:number>", effects.item, {"part": Part.US}, name="effects-us"),
    path("learned", writing.learned, name="learned"),
    path("learned/<int:number>", writing.reflect, name="learned-write"),
    path("note", writing.note, name="note"),
    path("paper", writing.paper, name="paper"),
]
