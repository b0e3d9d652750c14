"""Every address of the house. Parts name their own; nothing here knows what is in them."""

from django.urls import include, path

from nearer.project.settings import _there

PARTS = ["nearer.people", "nearer.safety", "nearer.rooms.awareness", "nearer.journey"]
urlpatterns = []
for part in PARTS:
    try:
        if _there(f"{part}.urls"):
            urlpatterns.append(path("", include(f"{part}.urls")))
    except ImportError:
        pass

handler400 = "nearer.project.refusals.bad_request"
handler500 = "nearer.project.refusals.fault"
