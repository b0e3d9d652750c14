"""The addresses of the journey."""

from django.urls import path

from nearer.journey import views

app_name = "journey"
urlpatterns = [
    path("today", views.today, name="today"),
    path("steps", views.steps, name="steps"),
]
