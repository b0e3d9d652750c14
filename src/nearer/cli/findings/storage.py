"""The two folders: whether they stand, who may read them, and what copies of them there are."""

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from nearer.cli import backup
from nearer.cli.findings.finding import Finding, good, note, wrong
from nearer.cli.restore import ASIDE
from nearer.project.environment import Environment

OTHERS = stat.S_IRWXG | stat.S_IRWXO
# A deleted person's records could be opened again from an older copy of the secrets.
SECRETS_AT_MOST = 7
RECORDS_AT_MOST = 7


def folders_stand(copy: Environment) -> list[Finding]:
    """Whether both folders are there and can be written."""
    missing = [path for path in _folders(copy) if not path.is_dir()]
    if missing:
        named = "name the folders with --data and --secrets"
        # A start would make an empty folder in the place of one that is lost.
        remedy = f"start the copy once, or {named}" if len(missing) == 2 else named
        return note("folders", f"{_names(missing)} not there yet", remedy)
    locked = [path for path in _folders(copy) if not os.access(path, os.R_OK | os.W_OK | os.X_OK)]
    if locked:
        remedy = f"make them belong to whoever runs Nearer: sudo chown -R NAME {_names(locked)}"
        return wrong("folders", f"{_names(locked)} cannot be read and written", remedy)
    return good("folders", _names(_folders(copy)))


def modes(copy: Environment) -> list[Finding]:
    """Whether anybody else on this machine could read them."""
    found = [path for path in _all(copy) if _mode(path) & OTHERS]
    if not found:
        return good("modes", "only their owner can read both folders")
    folders = " ".join(str(path) for path in _folders(copy))
    return wrong(
        "modes",
        f"others on this machine may read {found[0]}" + _and_more(found),
        f"chmod -R go= {folders}",
    )


def apart(copy: Environment) -> list[Finding]:
    """Whether whoever takes one folder takes the other with it."""
    if copy.secrets_at is not None:
        return good("apart", "the secrets lie in a database of their own")
    if copy.secrets.is_relative_to(copy.data) or copy.data.is_relative_to(copy.secrets):
        return wrong(
            "apart",
            "one of the two folders lies inside the other, and so does its copy",
            "move the secrets elsewhere, and name the place with NEARER_SECRETS",
        )
    return good("apart", "records and secrets have a folder each")


def backups(copy: Environment) -> list[Finding]:
    """Whether there is a backup of both, and how old it is."""
    made, now = backup.noted(copy), datetime.now(UTC)
    found: list[Finding] = []
    for kind, option, at_most in (
        ("records", "", RECORDS_AT_MOST),
        ("secrets", " --of secrets", SECRETS_AT_MOST),
    ):
        remedy = f"nearer backup FILE{option}, into a folder on another disk"
        if kind not in made:
            found += note("backups", f"no backup of the {kind} was made here yet", remedy)
            continue
        days = (now - made[kind]).days
        said = f"the newest of the {kind} is of {made[kind]:%Y-%m-%d}"
        if days > at_most:
            found += note("backups", f"{said}, {days} days ago", remedy)
        else:
            found += good("backups", said)
    return found


def leftovers(copy: Environment) -> list[Finding]:
    """Whether something lies aside that should be looked at, and then go."""
    found = [path for folder in _folders(copy) for path in folder.glob(f"{ASIDE}-*")]
    if not found:
        return []
    return note(
        "put aside",
        f"{_names(found)}: what a restore has found there; what people deleted since is in it",
        f"look at the copy, then: rm -r {' '.join(map(str, found))}",
    )


def _folders(copy: Environment) -> list[Path]:
    return [copy.data] if copy.secrets_at is not None else [copy.data, copy.secrets]


def _all(copy: Environment) -> Iterator[Path]:
    for folder in _folders(copy):
        if folder.is_dir():
            yield folder
            # Style sheets and fonts are nobody's secret, and thousands of files.
            yield from (p for p in folder.rglob("*") if copy.data / "static" not in p.parents)


def _mode(path: Path) -> int:
    try:
        return path.lstat().st_mode
    except OSError:  # it has gone since it was listed
        return 0


def _names(paths: list[Path]) -> str:
    return ", ".join(map(str, paths))


def _and_more(paths: list[Path]) -> str:
    return f" and {len(paths) - 1} more" if len(paths) > 1 else ""
