"""Nearer with a fault planted in it: `/fault` raises with all that it was sent."""

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "nearer.project.settings"
django.setup()

from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402

from nearer import cli  # noqa: E402
from nearer.house.routes import Who, page  # noqa: E402
from nearer.project import urls  # noqa: E402


@page(Who.ANYONE, post=("text",))
def fault(request: HttpRequest) -> HttpResponse:
    """Fail as badly as code can."""
    text = request.POST.get("text", request.GET.get("text", ""))
    raise ValueError(f"cannot work with {text} of {request.META['REMOTE_ADDR']}: {request.headers}")


if __name__ == "__main__":
    urls.urlpatterns.append(path("fault", fault))
    sys.exit(cli.main())
