"""Error reports that hold nothing of anyone, should a host ever send or show one."""

from typing import Any

from django.views.debug import ExceptionReporter


class Reporter(ExceptionReporter):
    """An error report that holds no value of any variable and nothing of the request."""

    def get_traceback_data(self) -> dict[str, Any]:
        """Return the report's data, emptied of everything private."""
        data = super().get_traceback_data()
        for frame in data.get("frames", ()):
            frame["vars"] = []
        return data | {
            "request": None,
            "request_meta": {},
            "request_GET_items": None,
            "request_FILES_items": None,
            "request_COOKIES_items": None,
            "filtered_POST_items": [],
            "user_str": None,
            "settings": {},
        }
