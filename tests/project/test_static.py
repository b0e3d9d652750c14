"""Static files: the addresses that pages name are those that Django itself would give."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings
from whitenoise.storage import CompressedManifestStaticFilesStorage

from nearer.project.static import Collected

DJANGOS = CompressedManifestStaticFilesStorage


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("static")
    backend = {"staticfiles": {"BACKEND": "nearer.project.static.Collected"}}
    with override_settings(STATIC_ROOT=folder, STORAGES=backend):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def test_every_collected_file_has_the_address_that_django_gives(collected: Path) -> None:
    ours, theirs = Collected(location=collected), DJANGOS(location=collected)
    names = [name for finder in finders.get_finders() for name, _ in finder.list([])]
    assert "ui/icons.svg" in names
    assert {name: ours.url(name) for name in names} == {name: theirs.url(name) for name in names}
    assert all(ours.url(name) != f"/static/{name}" for name in names)


def test_a_name_with_a_fragment_or_without_a_file_is_left_to_django(collected: Path) -> None:
    ours, theirs = Collected(location=collected), DJANGOS(location=collected)
    assert ours.url("ui/icons.svg#help") == theirs.url("ui/icons.svg#help")
    with pytest.raises(ValueError, match="Missing staticfiles"):
        ours.url("ui/nothing.svg")


def test_where_nothing_was_collected_names_are_plain(tmp_path: Path) -> None:
    assert Collected(location=tmp_path).url("ui/icons.svg") == "/static/ui/icons.svg"
