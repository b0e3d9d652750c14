"""What the environment says, read once at start: every setting of Nearer is here.

Nothing else in the house reads the environment. A setting that cannot be used stops the start
with a sentence that names it, its value and what to write instead.
"""

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import parse_qsl, unquote, urlsplit

SignUp = Literal["open", "code", "closed"]

# A weather page says nothing about who opens it. It sends some countries on to its twin, so both
# are named: a browser without scripts follows a form only to addresses that the policy lists.
LEAVE = "https://www.bbc.com/weather https://www.bbc.co.uk/weather"

# The names under which a browser reaches its own machine; `two.localhost` keeps its own cookies.
LOOPBACK_HOSTS = ("localhost", ".localhost", "127.0.0.1", "[::1]")

HOST = r"(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?"
ORIGIN = re.compile(rf"https?://{HOST}/?")


class SettingCannotBeUsed(ValueError):
    """A setting holds something that Nearer cannot work with."""

    def __init__(self, name: str, value: str, remedy: str) -> None:
        super().__init__(f"{name}={value} cannot be used: {remedy}")


@dataclass(frozen=True)
class Postgres:
    """Where a PostgreSQL database is."""

    name: str
    user: str
    password: str
    host: str
    port: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Environment:
    """Every setting, parsed.

    secure: people reach this copy over TLS, its own or a proxy's. hosts: the names it answers to.
    origin: the one address it is reached at, or None where the request's own host decides.
    """

    data: Path
    secrets: Path
    host: str
    port: int
    tls: tuple[Path, Path] | None
    origin: str | None
    secure: bool
    hosts: tuple[str, ...]
    proxies: tuple[str, ...]
    operator: str
    sign_up: SignUp
    leave: str
    leave_origins: tuple[str, ...]
    helplines: Path | None
    records_at: Postgres | None
    secrets_at: Postgres | None
    demo: bool = False

    @property
    def records_file(self) -> Path:
        """Where the records lie, unless they are in PostgreSQL."""
        return self.data / "records.sqlite3"

    @property
    def secrets_file(self) -> Path:
        """Where the secrets lie, unless they are in PostgreSQL."""
        return self.secrets / "secrets.sqlite3"

    @property
    def restored_file(self) -> Path:
        """What a restore leaves behind: the day that the copy is of."""
        return self.data / "restored.json"

    @property
    def cookie(self) -> str:
        """The session cookie's name; without TLS it holds the port, which cookies do not see."""
        return "__Host-s" if self.secure else f"s{self.port}"


def read(environ: Mapping[str, str] = os.environ) -> Environment:
    """Return the settings that an environment holds, or raise SettingCannotBeUsed."""
    host = environ.get("NEARER_HOST") or "127.0.0.1"
    origin = _origin(environ.get("NEARER_URL", ""))
    tls = _tls(environ.get("NEARER_TLS_CERT", ""), environ.get("NEARER_TLS_KEY", ""))
    leave, *elsewhere = (environ.get("NEARER_LEAVE") or LEAVE).split()
    secrets = environ.get("NEARER_SECRETS", "")
    home = _home(environ)
    return Environment(
        data=Path(environ.get("NEARER_DATA") or home / "data").absolute(),
        secrets=Path(secrets if secrets and "://" not in secrets else home / "secrets").absolute(),
        host=host,
        port=_port(environ.get("NEARER_PORT") or "8000"),
        tls=tls,
        origin=origin,
        secure=tls is not None or bool(origin and origin.startswith("https:")),
        hosts=_hosts(origin, tls),
        proxies=_proxies(environ.get("NEARER_PROXY", "")),
        operator=environ.get("NEARER_OPERATOR", "").strip(),
        sign_up=_sign_up(environ.get("NEARER_SIGN_UP", ""), at_home=_at_home(host, origin, tls)),
        leave=leave,
        leave_origins=tuple(dict.fromkeys(_leave_origin(url) for url in (leave, *elsewhere))),
        helplines=_file(environ.get("NEARER_HELPLINES", "")),
        records_at=_postgres("DATABASE_URL", environ.get("DATABASE_URL", "")),
        secrets_at=_postgres("NEARER_SECRETS", secrets if "://" in secrets else ""),
        demo=_demo(environ.get("NEARER_DEMO", "")),
    )


def is_loopback(host: str) -> bool:
    """Say whether an address to listen at is reached from this machine only."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _home(environ: Mapping[str, str]) -> Path:
    base = environ.get("XDG_DATA_HOME") or Path(environ.get("HOME") or ".") / ".local" / "share"
    return Path(base) / "nearer"


def _file(path: str) -> Path | None:
    return Path(path).absolute() if path else None


def _at_home(host: str, origin: str | None, tls: object) -> bool:
    if origin is not None:
        return is_loopback(_hostname(origin))
    return is_loopback(host) and tls is None


def _origin(url: str) -> str | None:
    if not url:
        return None
    parts = urlsplit(url)
    if not ORIGIN.fullmatch(url.lower()):
        remedy = "write an address such as https://notes.example.org, without a path"
        raise SettingCannotBeUsed("NEARER_URL", url, remedy)
    if parts.scheme == "http" and not is_loopback(_hostname(url)):
        remedy = "only https keeps what people write to themselves on the way; write https://"
        raise SettingCannotBeUsed("NEARER_URL", url, remedy)
    usual = {"http": ":80", "https": ":443"}[parts.scheme]
    return f"{parts.scheme}://{parts.netloc.lower().removesuffix(usual)}"


def _hosts(origin: str | None, tls: object) -> tuple[str, ...]:
    if origin is not None:
        name = _hostname(origin)
        return (f"[{name}]" if ":" in name else name,)
    # With its own certificate any name may be typed: one that the certificate does not bear
    # stops the browser before a request is sent.
    return ("*",) if tls else LOOPBACK_HOSTS


def _hostname(url: str) -> str:
    return urlsplit(url).hostname or ""


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) < 65536:
        return int(text)
    raise SettingCannotBeUsed("NEARER_PORT", text, "write a number from 0 to 65535")


def _tls(certificate: str, key: str) -> tuple[Path, Path] | None:
    if not certificate and not key:
        return None
    if not certificate:
        raise SettingCannotBeUsed("NEARER_TLS_CERT", "", "a key needs its certificate beside it")
    if not key:
        raise SettingCannotBeUsed("NEARER_TLS_KEY", "", "a certificate needs its key beside it")
    return Path(certificate).absolute(), Path(key).absolute()


def _proxies(text: str) -> tuple[str, ...]:
    for address in text.split():
        try:
            ipaddress.ip_address(address)
        except ValueError:
            remedy = "write the proxy's IP address, several with a space between"
            raise SettingCannotBeUsed("NEARER_PROXY", address, remedy) from None
    return tuple(text.split())


def _sign_up(text: str, *, at_home: bool) -> SignUp:
    if not text:
        return "open" if at_home else "code"
    for known in get_args(SignUp):
        if text == known:
            return known  # type: ignore[no-any-return]  # get_args gives the Literal's own words
    raise SettingCannotBeUsed("NEARER_SIGN_UP", text, "write open, code or closed")


def _demo(text: str) -> bool:
    if text not in ("", "1"):
        raise SettingCannotBeUsed("NEARER_DEMO", text, "`nearer demo` sets it; leave it out")
    return text == "1"


def _leave_origin(url: str) -> str:
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc.lower()}"
    if parts.scheme != "https" or not ORIGIN.fullmatch(origin):
        remedy = "write the https address of a page that anybody might open"
        raise SettingCannotBeUsed("NEARER_LEAVE", url, remedy)
    return origin


def _postgres(setting: str, url: str) -> Postgres | None:
    if not url:
        return None
    parts = urlsplit(url)
    shown = f"{parts.scheme}://…"  # the value may hold a password
    if parts.scheme not in ("postgres", "postgresql") or len(parts.path) < 2:
        raise SettingCannotBeUsed(setting, shown, "write postgres://user:password@host:5432/name")
    options = dict(parse_qsl(parts.query))
    return Postgres(
        name=unquote(parts.path[1:]),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=options.pop("host", "") or unquote(parts.hostname or ""),
        port=options.pop("port", "") or str(parts.port or ""),
        options=tuple(options.items()),
    )
