"""What is written down: a minute, a level, an event, and nothing of anyone."""

import logging
import sys
from logging.config import dictConfig

import pytest
from django.test import RequestFactory

from nearer.project import logs
from nearer.project.logs import Format
from nearer.project.reports import Reporter


def line(name: str, message: str, *values: object, fault: bool = False) -> str:
    """Return what is written for an event."""
    exc_info = sys.exc_info() if fault else None
    record = logging.LogRecord(name, logging.WARNING, "f.py", 1, message, values, exc_info)
    record.created = 1795639260.0
    return Format().format(record)


def test_our_own_event_is_a_constant() -> None:
    assert line("nearer.vault", "a row of %s did not open", "ada").endswith(
        " WARNING a row of %s did not open"
    )


def test_of_others_only_the_name_is_kept() -> None:
    written = line("django.request", "Not Found: /j/lantern from 192.0.2.1")
    assert written.endswith(" WARNING django.request")


def test_the_time_is_a_minute() -> None:
    assert len(line("nearer", "started").partition(" WARNING ")[0]) == len("2026-11-25 20:41")


def test_a_fault_leaves_its_kind_and_our_lines_but_no_word() -> None:
    try:
        logs._places("lantern")  # type: ignore[arg-type]
    except AttributeError:
        written = line("django.request", "%s: %s", "Internal Server Error", "/j", fault=True)
    assert " django.request AttributeError at project/logs.py:" in written
    assert "lantern" not in written
    assert "\n" not in written


def test_a_fault_outside_our_code_says_so() -> None:
    try:
        int("lantern")
    except ValueError:
        assert line("asyncio", "x", fault=True).endswith("ValueError at code that is not ours")


def test_pages_that_do_not_exist_leave_no_line(capsys: pytest.CaptureFixture[str]) -> None:
    dictConfig(logs.LOGGING)
    logging.getLogger("django.request").warning("Not Found: %s", "/lantern")
    logging.getLogger("uvicorn.access").info("GET /lantern")
    logging.getLogger("django.request").error("Internal Server Error: %s", "/lantern")
    assert "lantern" not in capsys.readouterr().err


def test_an_error_report_holds_no_value_and_no_request() -> None:
    request = RequestFactory().post("/sign-in", {"pass": "lantern"}, HTTP_COOKIE="s=gravel")
    try:
        secret = "lantern gravel"
        int(secret)
    except ValueError:
        report = Reporter(request, *sys.exc_info()).get_traceback_data()
    assert [frame["vars"] for frame in report["frames"]] == [[]] * len(report["frames"])
    assert not any(report[name] for name in report if name.startswith(("request", "filtered")))
