"""Every address of the house. Parts name their own; nothing here knows what is in them."""

from django.urls import include, path

urlpatterns = [
    path("", include("nearer.people.urls")),
    path("", include("nearer.safety.urls")),
    path("", include("nearer.rooms.awareness.urls")),
    path("", include("nearer.rooms.conversation.urls")),
    path("", include("nearer.journey.urls")),
]

handler400 = "nearer.project.refusals.bad_request"
handler404 = "nearer.ui.errors.not_found"
handler500 = "nearer.project.refusals.fault"
