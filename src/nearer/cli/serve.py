"""Start this copy and print its address (the default)."""

import argparse
import os
import socket
import ssl
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext

import django

from nearer.cli import upgrade
from nearer.cli.refusal import Refused
from nearer.project import environment, folders
from nearer.project.environment import Environment

OPTIONS = {
    "--data": "folder of the sealed records (NEARER_DATA)",
    "--secrets": "folder of the secrets that open them (NEARER_SECRETS)",
    "--host": "address to listen at; this machine only unless told (NEARER_HOST)",
    "--port": "port to listen at; 8000 unless told (NEARER_PORT)",
    "--tls-cert": "certificate file (NEARER_TLS_CERT)",
    "--tls-key": "the certificate's key file (NEARER_TLS_KEY)",
}


class CannotServe(Refused):
    """A copy cannot be served as it was asked to be."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    add_folder_options(parser, OPTIONS)


def add_folder_options(
    parser: argparse.ArgumentParser, names: Iterable[str] = ("--data", "--secrets")
) -> None:
    """Add the options that say which copy is meant; each has its setting in the environment."""
    for name in names:
        parser.add_argument(name, help=OPTIONS[name], metavar=name.rpartition("-")[2].upper())


def run(options: argparse.Namespace) -> int:
    """Serve until told to stop."""
    copy = chosen(options)
    _refuse_plain_http_to_others(copy)
    with ready(copy), listening(copy) as listener:
        up(environment.read(), listener)
    return 0


def chosen(options: argparse.Namespace) -> Environment:
    """Return the environment with a command's options in it; Django reads the same."""
    for name in OPTIONS:
        value = getattr(options, name[2:].replace("-", "_"), None)
        if value is not None:
            os.environ["NEARER_" + name[2:].replace("-", "_").upper()] = value
    os.environ["DJANGO_SETTINGS_MODULE"] = "nearer.project.settings"
    return environment.read()


@contextmanager
def ready(copy: Environment) -> Iterator[None]:
    """Make the folders, and hold them: SQLite means one process."""
    folders.prepare(copy)
    with nullcontext() if copy.records_at else folders.only_process(copy):
        yield


def set_up(copy: Environment) -> None:
    """Set Django up over this copy, and bring its databases to the shape of this version."""
    django.setup()
    upgrade.upgrade(copy)


def set_up_beside(copy: Environment) -> None:
    """Set Django up for a command that may run while the copy serves; no upgrade beside that."""
    folders.prepare(copy)
    django.setup()
    if upgrade.is_pending():
        with ready(copy):
            upgrade.upgrade(copy)


def up(copy: Environment, listener: socket.socket, *, announce: str = "") -> None:
    """Serve on a socket that listens already. announce: printed once it answers."""
    set_up(copy)
    # Django must be set up before these, and a command that serves nothing needs none of them.
    from django.db import close_old_connections, connections  # noqa: PLC0415

    from nearer.project import asgi, headers, notify, server, static  # noqa: PLC0415
    from nearer.vault import sweep  # noqa: PLC0415

    if not sweep.before_serving():
        print(_other_folder(copy), file=sys.stderr)
    static.collect()
    connections.close_all()  # pages and jobs have threads, and connections, of their own

    def sweep_again() -> None:
        close_old_connections()
        sweep.sweep()

    bridge = asgi.bridge()
    live = asgi.live(bridge)

    def close() -> None:
        live.close()
        bridge.close()

    notify.listen()
    always = headers.house_headers(secure=copy.secure, leave_origins=copy.leave_origins)
    server.Server(
        server.config(asgi.dressed(live), always=always, tls=copy.tls),
        ready=lambda: print(announce or f"Nearer is at {_address(copy)}", flush=True),
        sweep=sweep_again,
        close=close,
    ).run([listener])


def _refuse_plain_http_to_others(copy: Environment) -> None:
    if copy.tls:
        _check_certificate(*map(str, copy.tls))
    elif not copy.secure and not environment.is_loopback(copy.host):
        message = (
            f"{copy.host} is reached from other machines, and without TLS everyone on the way "
            "could read along. Two ways out: give a certificate with --tls-cert FILE --tls-key "
            "FILE; or let a proxy that has one pass on to --host 127.0.0.1, and set "
            "NEARER_URL=https://its.name"
        )
        raise CannotServe(message)


def _check_certificate(certificate: str, key: str) -> None:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        message = f"{certificate} with {key} cannot be used as certificate and key: {error}"
        raise CannotServe(message) from None


@contextmanager
def listening(copy: Environment) -> Iterator[socket.socket]:
    """Listen where the settings say, or say what is in the way."""
    family = socket.AF_INET6 if ":" in copy.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Connections inherit it; without it an answer in two packets waits for 40 ms.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            listener.bind((copy.host, copy.port))
        except socket.gaierror as error:
            message = (
                f"{copy.host} is no address of this machine ({error.strerror}): "
                "name one with --host, such as 127.0.0.1 or 0.0.0.0"
            )
            raise CannotServe(message) from None
        except OSError as error:
            message = (
                f"{copy.host} port {copy.port} cannot be used ({error.strerror}): "
                "stop what uses it, or name another one with --port"
            )
            raise CannotServe(message) from None
        # Port 0 is any free one; settings and cookie name the one that it became.
        os.environ["NEARER_PORT"] = str(listener.getsockname()[1])
        yield listener


def _address(copy: Environment) -> str:
    if copy.origin:
        return copy.origin
    host = "localhost" if environment.is_loopback(copy.host) else copy.host
    name = f"[{host}]" if ":" in host else host
    return f"{'https' if copy.secure else 'http'}://{name}:{copy.port}"


def _other_folder(copy: Environment) -> str:
    return (
        f"nearer: {copy.secrets} is not the folder that these records were sealed with. "
        "Only recovery codes open anything now, and nothing is cleaned up. "
        "If you have the right folder, stop and name it with --secrets; if it is lost for good, "
        "stop and say so with: nearer doctor --accept-folder"
    )
