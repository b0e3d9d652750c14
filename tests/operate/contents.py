"""Print all that some people can read in a copy, as JSON: `python -m tests.operate.contents FILE`.

FILE holds `{"people": {name: passphrase}}`; the folders come from the environment. A process of its
own, because a running test has databases of its own.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any


def contents(people: dict[str, str]) -> dict[str, Any]:
    """Return every record that each of these people can open, in its newest revision."""
    return {name: _read_by(name, passphrase) for name, passphrase in people.items()}


def _read_by(name: str, passphrase: str) -> dict[str, Any]:
    from django.db import connections

    from nearer.vault import accounts
    from nearer.vault.keys import open_keyring
    from nearer.vault.models import KeyringRow
    from nearer.vault.visit import Visit

    connections["snapshot"].close()
    opened = accounts.unlock(name, passphrase)
    assert opened is not None, f"{name} does not come in"
    person, master = opened
    keyring = open_keyring(master, person, bytes(KeyringRow.objects.get(person=person).blob))
    visit = Visit(person=person, master=master, keyring=keyring, now=datetime.now(UTC))
    spaces = {"me": visit.me, "us": visit.us}
    return {
        "called": keyring.settings.called,
        **{kind: _entries(visit, space) for kind, space in spaces.items() if space},
    }


def _entries(visit: Any, space: Any) -> list[dict[str, Any]]:
    import msgspec

    from nearer.vault import read
    from nearer.vault.record import Record

    pages = read.everything(visit, space)
    assert (pages.unreadable, pages.forged) == (0, 0)
    found = [
        {
            "id": entry.id.hex(),
            "revision": entry.revision,
            "mine": entry.mine,
            "record": msgspec.to_builtins(entry.record),
        }
        for entry in pages.of(Record)
    ]
    return sorted(found, key=lambda entry: entry["id"])


def main() -> None:
    """Set Django up over the folders of the environment, and print."""
    import django

    django.setup()
    people = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["people"]
    json.dump(contents(people), sys.stdout, indent=1, sort_keys=True)


if __name__ == "__main__":
    main()
