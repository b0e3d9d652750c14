"""The addresses of the journey."""

from django.urls import path

from nearer.journey import entries_pages, views

app_name = "journey"
urlpatterns = [
    path("today", views.today, name="today"),
    path("steps", views.steps, name="steps"),
    path("entries", entries_pages.entries, name="entries"),
]
