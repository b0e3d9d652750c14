"""The outermost layer: the headers that every answer has, and the page for a fault of ours.

It wraps all else, so that static files, refusals from the event loop and errors have them too.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Pairs = list[tuple[bytes, bytes]]

log = logging.getLogger(__name__)

# What a browser may keep: nothing of these is anybody's.
STORABLE = ("/static/", "/help", "/manifest.webmanifest", "/sw.js")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; form-action 'self' {leave}; base-uri 'none'; "
    "frame-ancestors 'none'; object-src 'none'; manifest-src 'self'; worker-src 'self'"
)
# Passkeys are left out: our own pages may ask for one.
POWERS = (
    "accelerometer autoplay browsing-topics camera clipboard-read display-capture "
    "encrypted-media fullscreen gamepad geolocation gyroscope hid identity-credentials-get "
    "idle-detection local-fonts magnetometer microphone midi otp-credentials payment "
    "picture-in-picture screen-wake-lock serial storage-access usb window-management "
    "xr-spatial-tracking"
)
YEAR = 365 * 24 * 60 * 60


class Headers:
    """Set the house's headers on every answer, and answer for whatever failed below."""

    def __init__(self, app: App, *, always: Pairs, fault: str) -> None:
        self._app = app
        self._always = always
        self._names = {name for name, _ in always}
        self._fault = fault.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        started = False

        async def send_dressed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message = {**message, "headers": self._dress(scope, message)}
            await send(message)

        try:
            await self._app(scope, receive, send_dressed)
        except Exception:
            log.exception("a request failed")
            if not started:
                await answer(send_dressed, 500, self._fault)

    def _dress(self, scope: Scope, message: Message) -> Pairs:
        storable = message["status"] < 400 and scope["path"].startswith(STORABLE)
        kept = self._names if storable else self._names | {b"cache-control"}
        headers = [pair for pair in message.get("headers", ()) if pair[0] not in kept]
        if not storable:
            headers.append((b"cache-control", b"no-store"))
        elif not any(name == b"cache-control" for name, _ in headers):
            headers.append((b"cache-control", b"no-cache"))
        return headers + self._always


def house_headers(*, secure: bool, leave_origins: Iterable[str]) -> Pairs:
    """Return the headers of every answer of a copy."""
    headers = {
        "content-security-policy": POLICY.format(leave=" ".join(leave_origins)),
        # Not no-referrer: it makes browsers send the Origin `null`, which must be refused.
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": ", ".join(f"{power}=()" for power in POWERS.split()),
        "x-content-type-options": "nosniff",
        "x-robots-tag": "noindex",
    }
    if secure:
        headers["strict-transport-security"] = f"max-age={YEAR}; includeSubDomains"
    return [(name.encode(), value.encode()) for name, value in headers.items()]


async def answer(send: Send, status: int, page: bytes, **headers: str) -> None:
    """Send one whole page from the event loop."""
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    start = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(page)).encode()),
        *named,
    ]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": page})
