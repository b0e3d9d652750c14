"""The databases: whether they can be read, belong together, and have the shape of this version."""

from nearer.cli import sqlite, upgrade
from nearer.cli.findings.finding import Finding, good, note, wrong
from nearer.project.environment import Environment


def secrets_match(copy: Environment) -> list[Finding]:
    """Whether the records were sealed with these secrets."""
    if not _both_stand(copy):
        return note("secrets", "there are no records and secrets to compare yet")
    house, folder = _ids()
    if house is None:
        return note("secrets", "nobody has joined yet")
    if house == folder:
        return good("secrets", "they belong to these records")
    return wrong(
        "secrets",
        "they do not belong to these records: only recovery codes open anything",
        "name the right folder with NEARER_SECRETS, or restore it: nearer restore FILE FILE "
        "--force; where it is lost for good: nearer doctor --accept-folder",
    )


def shape(copy: Environment) -> list[Finding]:
    """Whether the databases are whole, and of this version."""
    if not _both_stand(copy):
        return note("databases", "none yet; the first start makes them")
    files = [(copy.records_at, copy.records_file), (copy.secrets_at, copy.secrets_file)]
    for at, path in files:
        if at is None and not sqlite.is_whole(path):
            remedy = "stop the copy, and bring back the newest backup: nearer restore FILE --force"
            return wrong("databases", f"{path} is damaged", remedy)
    try:
        pending = upgrade.is_pending()
    except upgrade.FromALaterVersion as error:
        return wrong("databases", str(error), "git pull, or install the newer version")
    if pending:
        return note("databases", "an upgrade is due", "restart the copy; it copies both first")
    return good("databases", "whole, and of this version")


def _both_stand(copy: Environment) -> bool:
    files = [(copy.records_at, copy.records_file), (copy.secrets_at, copy.secrets_file)]
    return all(at is not None or path.exists() for at, path in files)


def _ids() -> tuple[bytes | None, bytes | None]:
    from django.db import DatabaseError  # noqa: PLC0415  after Django's set-up

    from nearer.vault.models import FolderKey, House  # noqa: PLC0415

    try:
        house = House.objects.values_list("folder", flat=True).first()
        folder = FolderKey.objects.filter(name="folder").values_list("value", flat=True).first()
    except DatabaseError:  # an empty file, before the first start
        return None, None
    return bytes(house) if house else None, bytes(folder) if folder else None
