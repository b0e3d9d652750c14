"""What a page declares of itself: its methods, its fields, who may use it.

The declaration is enforced, exported (`nearer routes --json`) and walked by tests, so that the
three cannot differ. A URL whose view declares nothing fails a system check: no page can be
forgotten.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import wraps
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, get_resolver


class Who(Enum):
    """Who may use a page. What is not yours inside a page is a 404 of its view."""

    ANYONE = "anyone"
    PERSON = "signed in"


@dataclass(frozen=True)
class Declaration:
    """One page's methods, POST fields, readers, and how its POST is treated.

    slow: its POST derives a key, so it runs in the derivation lane. carries: fields that hold no
    secret and that the unlock page may carry when the session ended while somebody typed.
    still: the same for everybody; no session is opened for it, and it stands without a database.
    """

    who: Who
    methods: tuple[str, ...]
    fields: tuple[str, ...] = ()
    slow: bool = False
    carries: tuple[str, ...] = ()
    still: bool = False


@dataclass(frozen=True)
class Route:
    """One address of the house with its declaration."""

    path: str
    name: str
    declaration: Declaration


View = Callable[..., HttpResponse]
Fields = tuple[str, ...] | type[Form] | None


def page(
    who: Who,
    *,
    get: bool = True,
    post: Fields = None,
    slow: bool = False,
    carries: tuple[str, ...] = (),
    still: bool = False,
) -> Callable[[View], View]:
    """Declare a view; another method than the declared ones is answered by 405.

    post: the names of the form's fields, or its form class, or None where nothing is posted.
    """
    gets = ("GET", "HEAD") if get else ()
    methods = gets + (("POST",) if post is not None else ())
    declaration = Declaration(
        who=who, methods=methods, fields=_names(post), slow=slow, carries=carries, still=still
    )

    def declare(view: View) -> View:
        @wraps(view)
        def declared(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods:
                answer = render(request, "ui/405.html", status=405)
                answer["Allow"] = ", ".join(methods)
                return answer
            return view(request, *args, **kwargs)

        declared.declaration = declaration  # type: ignore[attr-defined]
        return declared

    return declare


def declaration_of(view: object) -> Declaration | None:
    """Return what a view declared, or None."""
    return getattr(view, "declaration", None)


def routes() -> list[Route]:
    """Return every address of the URLconf with its declaration, in order."""
    found = []
    for path, name, view in _walk(get_resolver()):
        declaration = declaration_of(view)
        if declaration is not None:
            found.append(Route(path=path, name=name, declaration=declaration))
    return found


@register()
def every_view_is_declared(**_: object) -> list[CheckMessage]:
    """Fail the system check for a URL whose view does not say who may use it."""
    return [
        Error(f"{path or '/'}: its view declares nothing", hint="use nearer.house.routes.page")
        for path, _, view in _walk(get_resolver())
        if declaration_of(view) is None
    ]


def _names(post: Fields) -> tuple[str, ...]:
    if post is None or isinstance(post, tuple):
        return post or ()
    return tuple(post.base_fields)


def _walk(
    resolver: URLResolver, prefix: str = "", space: str = ""
) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield "/" + path, f"{space}{entry.name}", entry.callback
        else:
            yield from _walk(entry, path, f"{entry.namespace}:" if entry.namespace else space)
