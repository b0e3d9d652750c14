"""Copy the records, or with --of secrets the secrets, into one file, while the copy serves."""

import argparse
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from nearer.cli import archive, postgres, sqlite
from nearer.cli.archive import DATABASE, Holds
from nearer.cli.refusal import Refused
from nearer.cli.serve import add_folder_options, chosen
from nearer.project import folders
from nearer.project.environment import Environment

NOTED = "backups.json"
# What ends must stay ended, so no backup holds what opened it. A test asks of every table of the
# secrets folder whether it belongs here.
LEFT_OUT = ("dated_secret", "sign_up_code")


class NothingToCopy(Refused):
    """There is no database where the settings say."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is not there, so there is nothing to copy: name the folders with --data and "
            "--secrets"
        )


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("file", type=Path, metavar="FILE", help="where the copy goes")
    parser.add_argument(
        "--of",
        type=Holds,
        choices=list(Holds),
        default=Holds.RECORDS,
        help="what to copy; the file of the secrets lies elsewhere, and seven days at most",
    )
    parser.add_argument("--force", action="store_true", help="write over a file of that name")
    add_folder_options(parser)


def run(options: argparse.Namespace) -> int:
    """Write the backup."""
    copy = chosen(options)
    path: Path = options.file.absolute()
    refuse_inside(path, copy)
    write(copy, path, holds=options.of, force=options.force)
    note(copy, options.of)
    print(f"{options.of.value.capitalize()} of this moment are in {path}")
    return 0


def write(copy: Environment, path: Path, *, holds: Holds, force: bool = False) -> None:
    """Write one of the two backups of a copy."""
    at = copy.records_at if holds is Holds.RECORDS else copy.secrets_at
    about = archive.about(holds, store="postgres" if at else "sqlite")
    left_out = LEFT_OUT if holds is Holds.SECRETS else ()
    source = copy.records_file if holds is Holds.RECORDS else copy.secrets_file
    if at is None and not source.exists():
        raise NothingToCopy(source)
    with archive.writing(path, about, force=force) as file:
        if at is not None:
            with file.open(DATABASE, "w", force_zip64=True) as into:
                postgres.dump(at, into, without=left_out)
        elif holds is Holds.SECRETS:
            file.writestr(DATABASE, sqlite.copy_without(source, left_out))
        else:
            _put_records(file, source, path.parent)
        key = copy.secrets / folders.KEY
        if holds is Holds.SECRETS and key.exists():
            archive.put(file, archive.KEY, key)


def refuse_inside(path: Path, copy: Environment) -> None:
    """Refuse a backup inside one of the folders that it is to survive."""
    for folder in (copy.data, copy.secrets):
        if path.is_relative_to(folder):
            message = (
                f"{path} lies inside {folder}: a copy belongs on another disk, and the copy of the "
                "secrets apart from that of the records"
            )
            raise Refused(message)


def note(copy: Environment, holds: Holds) -> None:
    """Remember when a backup was made, for `nearer doctor`."""
    times = noted(copy) | {holds.value: datetime.now(UTC).replace(microsecond=0)}
    (copy.data / NOTED).write_bytes(msgspec.json.encode(times))
    (copy.data / NOTED).chmod(0o600)


def noted(copy: Environment) -> dict[str, datetime]:
    """Return when each kind of backup was made last."""
    try:
        return msgspec.json.decode((copy.data / NOTED).read_bytes(), type=dict[str, datetime])
    except (OSError, msgspec.DecodeError):
        return {}


def _put_records(file: zipfile.ZipFile, source: Path, beside: Path) -> None:
    with TemporaryDirectory(dir=beside, prefix=".nearer-") as folder:
        copied = Path(folder) / "records.sqlite3"
        sqlite.copy(source, copied)
        archive.put(file, DATABASE, copied)
