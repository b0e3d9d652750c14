"""What a request says of itself, with everything taken out that it has no right to say."""

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from nearer.project.headers import Pairs, Scope

# Only a proxy may say for whom it asks; the pages below never see these.
HEARSAY = (b"forwarded", b"x-real-ip", b"x-forwarded-", b"x-original-", b"x-rewrite-")


@dataclass(frozen=True)
class Doorstep:
    """How this copy is reached: its configured origin, or None, and the proxies it believes."""

    origin: str | None
    secure: bool
    proxies: tuple[str, ...] = ()

    def clean(self, scope: Scope) -> tuple[Scope, str]:
        """Return the scope as the pages may see it, and the address of whoever asks."""
        peer = (scope.get("client") or ("", 0))[0]
        headers = scope["headers"]
        address, believed = peer, [(n, v.strip()) for n, v in headers if _may_stay(n)]
        if self.origin and self._is_proxy(peer):
            address = _asked_for(headers) or peer
            believed = list(_at_host(believed, urlsplit(self.origin).netloc))
        scheme = "https" if self.secure else scope.get("scheme", "http")
        return {**scope, "headers": believed, "scheme": scheme, "client": (address, 0)}, address

    def _is_proxy(self, peer: str) -> bool:
        return not peer or peer in self.proxies or _is_loopback(peer)


def _may_stay(name: bytes) -> bool:
    # `X_Forwarded_Proto` would pose as the real one in a WSGI environment.
    return b"_" not in name and not name.startswith(HEARSAY)


def _at_host(headers: Pairs, host: str) -> Iterator[tuple[bytes, bytes]]:
    # A proxy may ask for 127.0.0.1:8000; the pages are those of the configured name all the same.
    for name, value in headers:
        yield name, host.encode() if name == b"host" else value


def _asked_for(headers: Pairs) -> str:
    said = [value for name, value in headers if name == b"x-forwarded-for"]
    last = b",".join(said).rpartition(b",")[2].strip().decode("latin-1")
    try:
        return str(ipaddress.ip_address(last))
    except ValueError:
        return ""


def _is_loopback(peer: str) -> bool:
    try:
        return ipaddress.ip_address(peer).is_loopback
    except ValueError:
        return False
