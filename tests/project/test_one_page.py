"""One page after the other, and nobody stands behind one that is stuck."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from nearer.project.one_page import one_by_one

WITHIN = 20


class Pages:
    """An app that notes how many of its pages are being made at once."""

    def __init__(self) -> None:
        self.now, self.most = 0, 0
        self.goes_on = threading.Event()

    def __call__(self, path: str) -> str:
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            if path == "fails":
                raise LookupError(path)
            self.goes_on.wait(WITHIN if path == "stuck" else 0.02)
            return path
        finally:
            self.now -= 1


def asked(app: Callable[..., Any], *paths: str) -> list[Any]:
    with ThreadPoolExecutor(max_workers=4) as threads:
        return list(threads.map(app, paths))


@pytest.mark.parametrize(("patience", "most"), [(WITHIN, {1}), (0.0, {2, 3, 4})])
def test_pages_are_made_one_after_the_other_by_who_has_patience(
    patience: float, most: set[int]
) -> None:
    pages = Pages()
    paths = [str(number) for number in range(8)]
    assert asked(one_by_one(pages, patience=patience), *paths) == paths
    assert pages.most in most


def test_a_page_that_is_stuck_holds_nobody_up_for_long() -> None:
    pages = Pages()
    app = one_by_one(pages, patience=0.05)
    with ThreadPoolExecutor(max_workers=4) as threads:
        stuck = threads.submit(app, "stuck")
        assert [threads.submit(app, path).result(WITHIN) for path in "abc"] == ["a", "b", "c"]
        assert not stuck.done()
        pages.goes_on.set()
        assert stuck.result(WITHIN) == "stuck"


def test_after_a_page_that_failed_the_next_one_is_made() -> None:
    app = one_by_one(Pages(), patience=WITHIN)
    with pytest.raises(LookupError):
        app("fails")
    assert app("next") == "next"
