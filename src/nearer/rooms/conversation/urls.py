"""The addresses of step 2."""

from django.urls import path

from nearer.rooms.conversation.views import aside, letters, questions, room, talks, words

app_name = "conversation"
urlpatterns = [
    path("words", words.words, name="words"),
    path("words/heard", words.heard, name="heard"),
    path("words/form/<str:frame>", words.form, name="form"),
    path("letters", letters.letters, name="letters"),
    path("letters/<str:letter>", letters.letter, name="letter"),
    path("questions", questions.questions, name="questions"),
    path("talks", talks.talks, name="talks"),
    path("talks/<str:subject>", talks.prepare, name="prepare"),
    path("talks/<str:subject>/begin", talks.begin, name="begin"),
    path("room", room.room, name="room"),
    path("aside", aside.aside, name="aside"),
    path("live", room.live, name="live"),
]
