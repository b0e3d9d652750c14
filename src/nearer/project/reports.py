"""Error reports that hold nothing of anyone, should a host ever send or show one."""

from typing import Any

from django.views.debug import ExceptionReporter


class Reporter(ExceptionReporter):
    """An error report without the request, the settings, and the value of any variable."""

    def __init__(self, _request: object, *error: Any, **options: Any) -> None:
        super().__init__(None, *error, **options)

    def get_traceback_data(self) -> dict[str, Any]:
        """Return the report's data, emptied of everything private."""
        data = super().get_traceback_data()
        for frame in data.get("frames", ()):
            frame["vars"] = []
        return data | {"settings": {}, "request_meta": {}}
