#!/usr/bin/env python3
"""Keep a small copy of what this release stores: `python tools/make_release_folder.py`.

Makes `tests/releases/VERSION/` anew: both databases, filled through the real acts by two people who
do not exist, `people.json` with their passphrases, and `contents.json` with all that they can read.
Every later version must open the folder and find the same. Run it once for each release, and never
again for an old one. With `--fill` it only fills the copy that the environment names.
"""

import json
import os
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

PEOPLE = {"ada": "lantern gravel tuesday plum", "ben": "copper meadow sixty whistle"}
CODES = {"ada": "0123456789ABCDEFGHJKMNPQRSTV", "ben": "VTSRQPNMKJHGFEDCBA9876543210"}
BEGUN = datetime(2026, 10, 5, 18, 30, tzinfo=UTC)


def main() -> None:
    """Make the folder of this version, or fill the copy that the environment names."""
    from nearer import __version__

    if sys.argv[1:] == ["--fill"]:
        _set_up()
        _fill()
        return

    target = ROOT / "tests" / "releases" / __version__
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["NEARER_DATA"] = f"{scratch}/data"
        os.environ["NEARER_SECRETS"] = f"{scratch}/secrets"
        _set_up()
        from nearer.vault import keys
        from tests.operate.contents import contents

        _fill()
        assert all(keys.code_letters(code) == code for code in CODES.values())
        shutil.rmtree(target, ignore_errors=True)
        for folder, name in (("data", "records.sqlite3"), ("secrets", "secrets.sqlite3")):
            (target / folder).mkdir(parents=True)
            _one_file(Path(scratch) / folder / name, target / folder / name)
        _write(target / "people.json", {"people": PEOPLE, "recovery codes": CODES})
        _write(target / "contents.json", contents(PEOPLE))
    print(f"{target.relative_to(ROOT)} holds what {__version__} stores")


def _set_up() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "nearer.project.settings"
    from nearer.cli import serve
    from nearer.project import environment, folders

    copy = environment.read()
    folders.prepare(copy)
    serve.set_up(copy)


def _fill() -> None:
    from nearer.article import Direction
    from nearer.rooms.awareness import acts
    from nearer.rooms.awareness.check import Length, way
    from nearer.vault import invitations, sweep

    sweep.before_serving()
    ada, ben = _joined("ada"), _joined("ben")
    invitations.accept(ben.at(0), invitations.offer(ada.at(0), note="Ten minutes in the evening."))
    for person in (ada, ben):
        invitations.match(person.at(0))
    invitations.finish(ada.at(0))
    for round_, days in enumerate((0, 40)):
        for person in (ada, ben):
            visit = person.at(days)
            for number, place in enumerate(way(Direction.RECEIVE, Length.SIGNS)):
                given = None if number == 5 else (number * 3 + round_ + person.offset) % 5 + 1
                acts.answer(
                    visit,
                    begun=visit.today,
                    direction=place.direction,
                    item=place.item.id,
                    answer=given,
                )
            acts.remember(visit)
            acts.seal(visit)
            acts.be_ready(person.at(days))
    acts.look(ada.at(41))
    for number, person in enumerate((ada, ben)):
        _write_of_every_kind(person, number)
    _talk(ada, ben)
    # A changed answer, and an envelope that still waits.
    again = way(Direction.RECEIVE, Length.SIGNS)[0]
    acts.answer(
        ben.at(42), begun=ben.at(40).today, direction=again.direction, item=again.item.id, answer=1
    )
    acts.remember(ben.at(42))
    acts.seal(ben.at(42))


def _talk(ada: "Person", ben: "Person") -> None:
    from nearer.rooms.conversation import acts, deck
    from nearer.rooms.conversation.records import Letter, Mode, Side, Subject, What

    visit = ada.at(41)
    key = bytes([3] * 16)
    letter = acts.give_letter(visit, key=key, text="The phone lay face down. Thank you.").record
    assert isinstance(letter, Letter)
    acts.change_letter(ada.at(42), letter, text="The phone lay face down all evening. Thank you.")
    acts.keep_words(visit, key=bytes([4] * 16), text="Ten minutes, just us.", for_talk=True)
    acts.prepare(visit, subject=Subject.NAME, texts=[("name-moment", "Tuesday, after supper.")])
    acts.observe(visit, key=bytes([5] * 16), part=1, text="Two tired people in a small kitchen.")
    acts.ask_own(visit, key=bytes([6] * 16), text="What did the sea sound like?")
    first = deck.questions()[0].id
    acts.use_question(visit, first, all_ids=deck.all_ids())
    side = Side(visit.side)
    acts.begin(visit, key=key, subject=Subject.NAME, mode=Mode.LETTER, first=side)
    moves = ((ada, What.SAID, "It was the waiting."), (ben, What.HEARD, "That you waited."))
    for person, what, text in moves:
        stands = acts.standing(person.at(41))
        assert stands is not None
        acts.move(person.at(41), talk=stands.id, seen=stands.mark, what=what, text=text)


def _write_of_every_kind(person: "Person", number: int) -> None:
    from nearer.rooms.awareness import acts, effects, learned, pulse

    visit = person.at(41)
    for place, item in enumerate(pulse.items()):
        week = pulse.week_of(visit.today)
        acts.answer_week(visit, week=week, item=item.id, answer=(place + number) % 5 + 1)
    for place, effect in enumerate(effects.items()):
        given = None if place == 3 else (place + number) % 3 + 1
        acts.answer_effect(visit, begun=visit.today, item=effect.id, answer=given)
    acts.notice(visit, key=bytes([number] * 16), seen=True, mine=bool(number), line="A cup of tea.")
    acts.reflect(visit, prompt=learned.prompts()[number].id, text="Somebody put the kettle on.")
    note = acts.write_note(visit, key=bytes([9 - number] * 16), text="Ask, then wait.")
    acts.change_note(person.at(42), note.record, text="Ask once, then wait.")
    gone = acts.write_note(visit, key=bytes([19 - number] * 16), text="Not this one.")
    acts.remove(person.at(42), gone.id)


class Person:
    """One of the two, on any day."""

    def __init__(self, name: str, person: bytes, master: bytes) -> None:
        self.offset = list(PEOPLE).index(name)
        self._person, self._master = person, master

    def at(self, days: int):
        """Return a visit of theirs, so many days after the beginning."""
        from nearer.vault.keys import open_keyring
        from nearer.vault.models import KeyringRow
        from nearer.vault.visit import Visit

        row = KeyringRow.objects.get(person=self._person)
        keyring = open_keyring(self._master, self._person, bytes(row.blob))
        now = BEGUN + timedelta(days=days)
        return Visit(person=self._person, master=self._master, keyring=keyring, now=now)


def _joined(name: str) -> Person:
    from nearer.vault import accounts
    from nearer.vault.keys import Settings

    chosen = Settings(called=name.title(), zone="Europe/Berlin")
    made = accounts.create(name, PEOPLE[name], chosen)
    accounts.add_recovery(made, CODES[name])
    return Person(name, made.person, made.master)


def _one_file(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as kept:
        live.backup(kept)
        kept.execute("PRAGMA journal_mode = DELETE")
        kept.execute("VACUUM")


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
