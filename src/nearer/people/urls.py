"""The addresses of people's own things. Neutral words only."""

from django.urls import path

from nearer.people import arriving, inviting, signup, views, you

app_name = "people"
urlpatterns = [
    path("", views.landing, name="landing"),
    path("sign-in", views.sign_in, name="sign-in"),
    path("lost", views.lost, name="lost"),
    path("limits", views.limits, name="limits"),
    path("leave", views.leave, name="leave"),
    path("stay", views.stay, name="stay"),
    path("you", you.you, name="you"),
    path("invite", inviting.invite, name="invite"),
    path("invite/aloud", inviting.aloud, name="aloud"),
    path("invite/words", inviting.compare, name="compare"),
    path("j", arriving.arrive, name="arrive"),
    path("j/words", arriving.arrive_by_words, name="arrive-by-words"),
    path("join", signup.join, name="join"),
    path("join/key", signup.lock, name="join-key"),
    path("join/code", signup.code, name="join-code"),
]
