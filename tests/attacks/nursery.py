"""A copy that is served again at once after `kill -9`: each line that is read forks a server.

`python -m tests.attacks.nursery [FAULT]`; the folders and the port come from the environment. It
prints the id of each server, then what that server prints. FAULT plants one in what is served:
`forgets` answers some notes without writing them, `doubles` takes no notice of the form's key,
`remembers` goes by the bytes of a record and not by its place, `breaks` expects no damage.
"""

import os
import secrets
import sys
from collections.abc import Callable
from typing import Any

import django


def plant(fault: str) -> None:
    """Put a fault into the writing of notes, or into the opening of records."""
    if fault in ("remembers", "breaks"):
        plant_in_reading(fault)
    else:
        plant_in_writing(fault)


def plant_in_reading(fault: str) -> None:
    """Put a fault into the opening of records."""
    from nearer.vault import record
    from nearer.vault.seal import CannotOpen

    opened, known = record.open_record, dict[bytes, Any]()

    def remembers(blob: bytes, *place: Any) -> Any:
        if blob not in known:
            known[blob] = opened(blob, *place)
        return known[blob]

    def breaks(*whole: Any) -> Any:
        try:
            return opened(*whole)
        except CannotOpen as error:
            raise LookupError from error

    record.open_record = {"remembers": remembers, "breaks": breaks}[fault]


def plant_in_writing(fault: str) -> None:
    """Put a fault into the writing of notes."""
    from nearer.rooms.awareness import acts

    write: Callable[..., Any] = acts.write_note

    def forgets(visit: Any, *, key: bytes, text: str) -> Any:
        if key[0] % 2:
            return write(visit, key=key, text=text)
        from nearer.rooms.awareness.records import Note
        from nearer.vault.read import Entry
        from nearer.vault.record import Place

        note = Note(**visit.stamp(), made=key, text=text)
        return Entry.at(Place(visit.me.id, key, visit.person, 1, b""), note, mine=True)

    def doubles(visit: Any, *, key: bytes, text: str) -> Any:
        return write(visit, key=secrets.token_bytes(len(key)), text=text)

    acts.write_note = {"forgets": forgets, "doubles": doubles}[fault]


def main() -> None:
    """Load all that a server needs once, then fork one for each line."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "nearer.project.settings"
    django.setup()
    from nearer import cli
    from nearer.project import asgi, server, urls

    assert all((asgi, server, urls))
    for fault in sys.argv[1:]:
        plant(fault)
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            os.setsid()
            os._exit(cli.main(["serve"]))
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
