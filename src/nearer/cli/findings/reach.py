"""How people reach this copy: certificate, origin, port, and the mail that it does not need."""

import shutil
import ssl
import subprocess
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

from nearer.cli.findings.finding import Finding, good, note, wrong
from nearer.project import folders
from nearer.project.environment import Environment, is_loopback

SOON = timedelta(days=14)


def mail(_: Environment) -> list[Finding]:
    """Nothing here sends mail."""
    return good("mail", "none is configured, and nothing needs it")


def tls(copy: Environment) -> list[Finding]:
    """Whether the certificate fits its key, and for how long."""
    if copy.tls is None:
        by_proxy = copy.secure
        said = "the proxy has the certificate" if by_proxy else "none; only this machine is served"
        return good("certificate", said)
    certificate, key = copy.tls
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        remedy = "name a certificate and its key with --tls-cert and --tls-key"
        return wrong("certificate", f"{certificate} with {key}: {error}", remedy)
    ends = _ends(certificate)
    if ends is None:
        return note("certificate", "it fits its key; its last day was not read (no openssl here)")
    said = f"it ends on {ends:%Y-%m-%d}"
    remedy = "renew it, then restart the copy"
    if ends < datetime.now(UTC):
        return wrong("certificate", said, remedy)
    return (
        note("certificate", said, remedy)
        if ends < datetime.now(UTC) + SOON
        else good("certificate", said)
    )


def origin(copy: Environment) -> list[Finding]:
    """Whether others can reach it, and who may join and is named."""
    others = not is_loopback(copy.host) or bool(
        copy.origin and not is_loopback(urlsplit(copy.origin).hostname or "")
    )
    if not others:
        return good("origin", copy.origin or "this machine only")
    found = good("origin", copy.origin or "every name of the certificate")
    if not copy.secure:
        found = wrong(
            "origin",
            f"{copy.host} is reached from other machines without TLS",
            "let a proxy with a certificate pass on to 127.0.0.1, and set NEARER_URL=https://NAME",
        )
    if not copy.operator:
        said = "people read that whoever runs this copy is not named"
        found += note("operator", said, "set NEARER_OPERATOR to the name that they know you by")
    if copy.sign_up == "open":
        remedy = "set NEARER_SIGN_UP=code, and give codes away with: nearer code"
        found += note("sign-up", "anybody who finds the address may join", remedy)
    return found


def port(copy: Environment) -> list[Finding]:
    """Whether the copy answers, or something else holds its port."""
    at = f"{copy.host} port {copy.port}"
    # On PostgreSQL several processes share one copy, and none of them holds its folder.
    runs = None if copy.records_at else folders.is_held(copy)
    match _answer(copy), runs:
        case None, True:
            said = f"this copy runs, but not at {at}, which the settings name"
            return note("port", said, "if it was started with --port or --host, set the same here")
        case None, _:
            return note("port", f"nothing answers at {at}", "start the copy: nearer")
        case True, False:
            return _taken(f"another copy of Nearer answers at {at}")
        case True, _:
            return good("port", f"Nearer answers at {at}")
        case _:
            return _taken(f"another program answers at {at}")


def _taken(said: str) -> list[Finding]:
    return wrong("port", said, "stop it, or choose another port with NEARER_PORT")


def _answer(copy: Environment) -> bool | None:
    host = "127.0.0.1" if copy.host in ("0.0.0.0", "::") else copy.host  # noqa: S104  as it was set
    name = (urlsplit(copy.origin).netloc if copy.origin else "") or f"localhost:{copy.port}"
    if copy.tls:
        # Our own answer to ourselves: the certificate bears the public name, not this one.
        trusting = ssl._create_unverified_context()  # noqa: S323, SLF001
        asked: HTTPConnection = HTTPSConnection(host, copy.port, timeout=5, context=trusting)
    else:
        asked = HTTPConnection(host, copy.port, timeout=5)
    try:
        asked.connect()
        asked.request("GET", "/manifest.webmanifest", headers={"Host": name})
        return b'"Notes"' in asked.getresponse().read()
    except (OSError, HTTPException):
        return False if asked.sock is not None else None
    finally:
        asked.close()


def _ends(certificate: Path) -> datetime | None:
    openssl = shutil.which("openssl")
    if openssl is None:
        return None
    command = [openssl, "x509", "-noout", "-enddate", "-in", str(certificate)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603
    try:
        seconds = ssl.cert_time_to_seconds(said.strip().removeprefix("notAfter="))
    except ValueError:
        return None
    return datetime.fromtimestamp(seconds, UTC)
