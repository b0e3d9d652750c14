"""A browser that keeps its cookie and does no more: for a running copy."""

import re
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode


@dataclass
class Browser:
    """Somebody at one of the two addresses, with the cookies of that address."""

    host: str
    port: int
    cookie: str = ""

    def asks(self, path: str, fields: dict[str, str] | None = None) -> tuple[HTTPResponse, str]:
        """Ask for a page, or send a form."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Host": f"{self.host}:{self.port}", "Cookie": self.cookie}
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers |= {
                "Origin": f"http://{self.host}:{self.port}",
                "Content-Type": "application/x-www-form-urlencoded",
            }
        connection.request("POST" if body else "GET", path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        if found := re.match(r"\s*([^=]+=[^;]+)", answer.headers.get("Set-Cookie") or ""):
            self.cookie = found[1]
        return answer, text

    def follows(self, path: str) -> str:
        """Return the page that an address leads to."""
        answer, text = self.asks(path)
        where = answer.headers.get("Location")
        return self.follows(where) if where else text
