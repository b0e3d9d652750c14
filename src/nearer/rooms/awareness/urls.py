"""The addresses of step 1."""

from django.urls import path

from nearer.rooms.awareness.views import check, envelope, picture, trial

app_name = "awareness"
urlpatterns = [
    path("try", trial.try_it, name="try"),
    path("check", check.start, name="check"),
    path("check/end", check.end, name="end"),
    path("check/<str:direction>/<int:number>", check.item, name="item"),
    path("envelope", envelope.envelope, name="envelope"),
    path("opened", envelope.opened, name="opened"),
    path("picture", picture.picture, name="picture"),
    path("how", picture.how, name="how"),
]
