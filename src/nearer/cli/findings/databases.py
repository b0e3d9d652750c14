"""The databases: whether they can be read, belong together, and have the shape of this version."""

from nearer.cli import sqlite, upgrade
from nearer.cli.findings.finding import Finding, good, note, wrong
from nearer.project.environment import Environment


def secrets_match(copy: Environment) -> list[Finding]:
    """Whether the records were sealed with these secrets."""
    records, secrets = _stand(copy)
    if not records:
        return note("secrets", "there are no records to compare them with")
    house, folder = _house(), _folder() if secrets else None
    if house is None:
        return note("secrets", "nobody has joined yet")
    if house == folder:
        return good("secrets", "they belong to these records")
    amiss = "do not belong to these records" if secrets else "are not there"
    return wrong(
        "secrets",
        f"they {amiss}: only recovery codes open anything",
        "name the right folder with NEARER_SECRETS, or restore it: nearer restore FILE FILE "
        "--force; where it is lost for good: nearer doctor --accept-folder",
    )


def shape(copy: Environment) -> list[Finding]:
    """Whether the databases are whole, and of this version."""
    return _missing(copy) or _amiss(copy)


def _missing(copy: Environment) -> list[Finding]:
    records, secrets = _stand(copy)
    if secrets and not records:
        return wrong(
            "databases",
            "the secrets are there, and the records are not",
            "name their folder with NEARER_DATA, or bring them back: nearer restore FILE",
        )
    if not records:
        return note("databases", "none yet; the first start makes them")
    if not secrets:
        return note("databases", "the secrets are not there: nothing to compare")
    return []


def _amiss(copy: Environment) -> list[Finding]:
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


def _stand(copy: Environment) -> tuple[bool, bool]:
    """Return whether the records and the secrets have a database each."""
    files = [(copy.records_at, copy.records_file), (copy.secrets_at, copy.secrets_file)]
    records, secrets = (at is not None or path.exists() for at, path in files)
    return records, secrets


def _house() -> bytes | None:
    from django.db import DatabaseError  # noqa: PLC0415  after Django's set-up

    from nearer.vault.models import House  # noqa: PLC0415

    try:
        found = House.objects.values_list("folder", flat=True).first()
    except DatabaseError:  # an empty file, before the first start
        return None
    return bytes(found) if found else None


def _folder() -> bytes | None:
    from django.db import DatabaseError  # noqa: PLC0415  after Django's set-up

    from nearer.vault.models import FolderKey  # noqa: PLC0415

    try:
        found = FolderKey.objects.filter(name="folder").values_list("value", flat=True).first()
    except DatabaseError:  # an empty file, before the first start
        return None
    return bytes(found) if found else None
