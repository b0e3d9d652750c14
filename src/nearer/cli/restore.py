"""Put a backup into an empty copy, and say of which day it is."""

import argparse
import secrets
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import django
import msgspec

from nearer.cli import archive, postgres, sqlite, upgrade
from nearer.cli.archive import DATABASE, About, Holds
from nearer.cli.refusal import Refused
from nearer.cli.serve import add_folder_options, chosen, ready
from nearer.project import folders
from nearer.project.environment import Environment, Postgres

ASIDE = "before-restore"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("records_file", type=Path, metavar="FILE", help="a backup of the records")
    parser.add_argument(
        "secrets_file",
        type=Path,
        metavar="FILE",
        nargs="?",
        help="a backup of the secrets, where the secrets folder is lost as well",
    )
    parser.add_argument(
        "--force", action="store_true", help="into a full copy; what is there now is kept aside"
    )
    add_folder_options(parser)


def run(options: argparse.Namespace) -> int:
    """Restore the records, and the secrets if their backup is named."""
    copy = chosen(options)
    with ready(copy), _put_in_place(copy, options) as (note, aside, ended):
        django.setup()
        upgrade.upgrade(copy)
        fits = _bury_again(ended)
        if not fits and options.secrets_file:
            raise Refused(
                f"{options.records_file} and {options.secrets_file} are of two different copies of "
                "Nearer: name two that belong together; nothing was changed"
            )
        _remember(copy, note)
    print(f"The records of {note.at:%Y-%m-%d, %H:%M} UTC are in {copy.data}")
    print("Each first page says so, until its person has looked at who can see what.")
    if not fits:
        print(
            f"{copy.secrets} is not the folder that these records were sealed with: only recovery "
            "codes open anything. If there is a backup of the secrets, restore again with both "
            f"files: nearer restore {options.records_file} FILE --force. If there is none: "
            "nearer doctor --accept-folder"
        )
    for path in aside:
        print(f"What was there before lies in {path}: remove it once you have looked at the copy")
    return 0


@contextmanager
def _put_in_place(
    copy: Environment, options: argparse.Namespace
) -> Iterator[tuple[About, list[Path], set[bytes]]]:
    """Put the databases in place, and everything back as it was if what follows fails."""
    stamp = f"{ASIDE}-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    wanted = [(Holds.RECORDS, options.records_file)]
    if options.secrets_file:
        wanted.append((Holds.SECRETS, options.secrets_file))
    for holds, path in wanted:
        archive.refuse_other_kind(path, holds)
    for holds, _ in wanted:
        _refuse_full(copy, holds, force=options.force)
    notes: list[About] = []
    aside: list[Path] = []
    ended: set[bytes] = set()
    begun: list[Holds] = []
    try:
        for holds, path in wanted:
            with archive.reading(path, holds) as (file, note):
                _refuse_other_store(copy, note, path)
                ended |= _ended(copy, holds)
                begun.append(holds)
                aside += _move_aside(copy, holds, stamp)
                _fill(copy, holds, file)
                notes.append(note)
        yield notes[0], aside, ended
    except BaseException:
        for holds in begun:
            _move_back(copy, holds, stamp)
        raise


def _refuse_full(copy: Environment, holds: Holds, *, force: bool) -> None:
    at = _postgres(copy, holds)
    full = bool(postgres.tables(at)) if at else _file(copy, holds).exists()
    if full and not force:
        where = at.name if at else _folder(copy, holds)
        message = (
            f"{where} holds {holds} already: name an empty folder, or put the backup in their "
            "place with --force (what is there now is kept aside)"
        )
        raise Refused(message)


def _refuse_other_store(copy: Environment, note: About, path: Path) -> None:
    here = "postgres" if _postgres(copy, note.holds) else "sqlite"
    if note.store != here:
        message = (
            f"{path} is of {note.store}, and the settings name {here}: a backup goes back into "
            "the database program that it came from"
        )
        raise Refused(message)


def _move_aside(copy: Environment, holds: Holds, stamp: str) -> list[Path]:
    at, file = _postgres(copy, holds), _file(copy, holds)
    folder = _folder(copy, holds) / stamp
    if at is None and not file.exists():
        return []
    if at is not None and not postgres.tables(at):
        return []
    folder.mkdir(mode=0o700, exist_ok=True)
    if at is None:
        sqlite.move(file, folder)
    else:
        with (folder / f"{holds}.dump").open("wb") as into:
            postgres.dump(at, into)
        postgres.empty(at)
    key = copy.secrets / folders.KEY
    if holds is Holds.SECRETS and key.exists():
        (folder / key.name).write_bytes(key.read_bytes())
    return [folder]


def _fill(copy: Environment, holds: Holds, file: zipfile.ZipFile) -> None:
    at, target = _postgres(copy, holds), _file(copy, holds)
    if at is not None:
        dumped = copy.data / f".{holds}.dump"
        archive.take(file, DATABASE, dumped)
        try:
            postgres.load(at, dumped)
        finally:
            dumped.unlink()
        return
    archive.take(file, DATABASE, target)
    if not sqlite.is_whole(target):
        raise Refused(f"the {holds} in this backup are damaged: take another copy")
    if archive.KEY in file.namelist():
        archive.take(file, archive.KEY, copy.secrets / folders.KEY)


def _move_back(copy: Environment, holds: Holds, stamp: str) -> None:
    at, file = _postgres(copy, holds), _file(copy, holds)
    folder = _folder(copy, holds) / stamp
    upgrade.close()
    if at is None:
        sqlite.remove(file)
        sqlite.move(folder / file.name, file.parent)
    else:
        _load_back(at, folder / f"{holds}.dump")
    if (folder / folders.KEY).exists():
        (folder / folders.KEY).replace(copy.secrets / folders.KEY)
    if folder.exists() and not any(folder.iterdir()):
        folder.rmdir()


def _load_back(at: Postgres, dumped: Path) -> None:
    postgres.empty(at)
    if dumped.exists():
        postgres.load(at, dumped)
        dumped.unlink()


def _ended(copy: Environment, holds: Holds) -> set[bytes]:
    at, file = _postgres(copy, holds), _file(copy, holds)
    if at is not None:
        return postgres.tombstones(at)
    return sqlite.tombstones(file) if file.exists() else set()


def _bury_again(ended: set[bytes]) -> bool:
    """Take away what had ended by now, as either copy or what lay here before knows."""
    from nearer.vault import ending, sweep, tombstones  # noqa: PLC0415
    from nearer.vault import secrets as vault_secrets  # noqa: PLC0415  after Django's set-up

    vault_secrets.forget_cached_keys()
    # An older copy may know a deletion that was undone since: whoever wants it asks again.
    ending.forget_dates()
    for id in ended:
        tombstones.bury(id)
    return sweep.before_serving()


def _remember(copy: Environment, note: About) -> None:
    from nearer.vault.models import EnvelopeRow  # noqa: PLC0415
    from nearer.vault.restored import Restored  # noqa: PLC0415

    now = datetime.now(UTC).replace(microsecond=0)
    # Only an `us` has envelopes, from the moment it opens.
    found = EnvelopeRow.objects.values_list("space", flat=True).distinct()
    spaces = frozenset(bytes(space).hex() for space in found)
    made = Restored(id=secrets.token_hex(16), of=note.at, at=now, spaces=spaces)
    copy.restored_file.write_bytes(msgspec.json.encode(made))
    copy.restored_file.chmod(0o600)


def _postgres(copy: Environment, holds: Holds) -> Postgres | None:
    return copy.records_at if holds is Holds.RECORDS else copy.secrets_at


def _file(copy: Environment, holds: Holds) -> Path:
    return copy.records_file if holds is Holds.RECORDS else copy.secrets_file


def _folder(copy: Environment, holds: Holds) -> Path:
    at_home = holds is Holds.RECORDS or copy.secrets_at is not None
    return copy.data if at_home else copy.secrets
