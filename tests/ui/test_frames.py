"""The frames: Help now, Leave and the skip link are on every page, and titles say nothing."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import RequestFactory

from nearer.ui import context, errors, gallery
from tests.ui.conftest import a_visit, rendered

FRAMES = gallery.FRAMES
ALONE = ("404", "405", "413", "500", "503")
HASHED = {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
}


TOP = re.compile(
    r"""class="skip".*<header\ class="topbar">(?:(?!</header>).)*
    <a\ class="top-link"\ href="/help"[^>]*>(?:(?!<a\ ).)*</header>""",
    re.DOTALL | re.VERBOSE,
)
LOW = re.compile(
    r"""<(?:nav\ class="dock"|footer\ class="actions")(?:(?!</nav|</footer).)*
    <form\ class="leave"(?:(?!<form).)*</form>\s*</(?:nav|footer)>""",
    re.DOTALL | re.VERBOSE,
)


def stands(page: str) -> bool:
    """Help is the last of the top bar, Leave the last of the lower bar, the skip link first."""
    return bool(TOP.search(page) and LOW.search(page))


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("visit", [None, a_visit()], ids=["signed out", "signed in"])
def test_help_leave_and_the_skip_link_are_on_every_frame(frame: str, visit: Any) -> None:
    page = rendered(frame, visit=visit)
    assert stands(page)
    assert f'<body class="{frame}">' in page


@pytest.mark.parametrize("name", ALONE)
def test_a_page_that_did_not_open_needs_no_request_and_no_database(name: str) -> None:
    page = render_to_string(f"ui/{name}.html")
    assert stands(page)
    assert "data-token" not in page


def test_what_is_not_there_is_the_same_page_whatever_was_asked() -> None:
    def asked(path: str, visit: Any = None) -> bytes:
        request = RequestFactory().get(path)
        request.visit = visit  # type: ignore[attr-defined]
        answer = errors.not_found(request)
        assert answer.status_code == 404
        return answer.content

    assert asked("/check/give/99", a_visit()) == asked("/nothing?x=1") == asked("/", a_visit())
    assert b"a-token" in rendered("app", visit=a_visit()).encode()
    assert b"a-token" not in asked("/check/give/99", a_visit())


def test_title_and_icon_are_neutral_unless_the_person_chose_the_apps_own() -> None:
    neutral, own = rendered("app", visit=a_visit()), rendered("app", visit=a_visit(icon="own"))
    assert "<title>Notes</title>" in neutral
    assert "app-neutral" in neutral
    assert "<title>Nearer</title>" in own
    assert "app-nearer" in own


def test_the_theme_is_said_only_where_one_was_chosen() -> None:
    assert "data-theme" not in rendered("app", visit=a_visit())
    assert 'data-theme="dark"' in rendered("app", visit=a_visit(theme="dark"))


def test_signed_out_there_is_no_token_and_no_cover() -> None:
    out, here = rendered("plain"), rendered("plain", visit=a_visit())
    for piece in ("data-token", "data-minutes", "data-cover", "idle.js"):
        assert piece in here
        assert piece not in out


def test_every_rendered_page_has_a_new_form_key() -> None:
    request = RequestFactory().get("/")
    keys = {context.page(request)["form_key"] for _ in range(3)}
    assert len(keys) == 3
    assert all(len(bytes.fromhex(key)) == 16 for key in keys)


def test_the_words_of_the_locked_page_count_minutes() -> None:
    assert "Locked after 15 quiet minutes" in rendered("app", visit=a_visit())
    assert "Locked after 1 quiet minute<" in rendered("app", visit=a_visit(minutes=1))


def test_every_file_that_a_page_or_sheet_names_is_there_under_its_hash(
    tmp_path: Any, settings: Any
) -> None:
    settings.STATIC_ROOT, settings.STORAGES = tmp_path, HASHED
    call_command("collectstatic", interactive=False, verbosity=0)
    page = rendered("app", visit=a_visit())
    named = {url.partition("#")[0] for url in re.findall(r'"/static/([^"]+)"', page)}
    assert len(named) > 10
    assert [name for name in named if not (tmp_path / name).exists()] == []
    assert [name for name in named if not re.search(r"\.[0-9a-f]{12}\.", name)] == []
    fonts = re.findall(r'url\("(?:\.\./)*(fonts/[^"]+)"', (tmp_path / _sheet(named)).read_text())
    assert len(fonts) == 4
    assert all(re.search(r"\.[0-9a-f]{12}\.woff2", font) for font in fonts)


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    page = "".join(rendered(frame, visit=a_visit()) for frame in FRAMES)
    used = set(re.findall(r"icons\.svg#([\w-]+)", page))
    sprite = Path(finders.find("ui/icons.svg") or "").read_text(encoding="utf-8")
    symbols = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    assert used <= symbols
    assert {"help", "alert", "next"} <= used


def _sheet(named: set[str]) -> str:
    return next(name for name in named if "ground" in name)
