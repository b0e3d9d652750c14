"""The addresses of this part; the private questions have none."""

from django.urls import path

from nearer.safety import views

app_name = "safety"
urlpatterns = [
    path("help", views.help_now, name="help"),
    path("offline", views.offline, name="offline"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("sw.js", views.worker, name="worker"),
]
