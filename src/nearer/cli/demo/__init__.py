"""Start a throwaway copy with two people who have lived in it for eight months."""

import argparse
import os
import signal
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from nearer.cli import serve
from nearer.cli.refusal import Refused
from nearer.project import environment

# What a copy is told for others has no say in a demo; leave targets and help lines do.
OWN = (
    "DATABASE_URL",
    "NEARER_HOST",
    "NEARER_OPERATOR",
    "NEARER_PROXY",
    "NEARER_SIGN_UP",
    "NEARER_TLS_CERT",
    "NEARER_TLS_KEY",
    "NEARER_URL",
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("--port", help=serve.OPTIONS["--port"])
    parser.add_argument(
        "--until",
        type=_day,
        default=datetime.now(UTC).date(),
        metavar="DAY",
        help="the day on which the history ends, such as 2026-11-25; today unless told",
    )
    parser.add_argument(
        "--export", type=Path, metavar="DIR", help="write the history as CSV and start nothing"
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a day; write it like 2026-11-25"
        ) from None


def run(options: argparse.Namespace) -> int:
    """Start the demo, or write its history."""
    if options.export:
        return _export(options.export, options.until)
    # A stop while the two still live must take the folder along; the server has its own way later.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    for name in OWN:
        os.environ.pop(name, None)
    with TemporaryDirectory(prefix="nearer-demo-") as folder:
        os.environ |= {
            "NEARER_DATA": f"{folder}/data",
            "NEARER_SECRETS": f"{folder}/secrets",
            "NEARER_DEMO": "1",
        }
        copy = serve.chosen(options)
        with serve.ready(copy), serve.listening(copy) as listener:
            copy = environment.read()
            serve.set_up(copy)
            print("Two people live through eight months; this takes a moment.", file=sys.stderr)
            _fill(options.until)
            serve.up(copy, listener, announce=_greeting(copy.port))
    return 0


def _fill(until: date) -> None:
    # They need Django set up, as everything of the rooms does.
    from django.db import connections  # noqa: PLC0415

    from nearer.cli.demo import history, living  # noqa: PLC0415
    from nearer.vault import sweep  # noqa: PLC0415

    for alias in ("default", "secrets"):
        # It is gone when it stops: nothing here has to outlive a power cut.
        connections[alias].cursor().execute("PRAGMA synchronous = OFF")
    sweep.before_serving()
    living.live(history.history(until))
    connections.close_all()


def _export(folder: Path, until: date) -> int:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{folder} is not empty: name a new folder for the history")
    from nearer.cli.demo import export, history  # noqa: PLC0415  they read the rooms' questions

    try:
        written = export.export(history.history(until), folder, until=until)
    except OSError as error:
        raise Refused(
            f"{folder} cannot be written ({error.strerror}): name a new folder elsewhere"
        ) from None
    print(*written, sep="\n")
    return 0


def _greeting(port: int) -> str:
    from nearer.cli.demo.living import CALLED, PASSPHRASES  # noqa: PLC0415

    ana = f"name ana   passphrase {PASSPHRASES['ana']}"
    ben = f"name ben   passphrase {PASSPHRASES['ben']}"
    return "\n".join(
        [
            "This is a demo: two people who do not exist. It is gone when you stop it (Ctrl-C).",
            f"  {CALLED['ana']}   http://one.localhost:{port}   {ana}",
            f"  {CALLED['ben']}   http://two.localhost:{port}   {ben}",
            "Both fit into one browser, side by side.",
        ]
    )
