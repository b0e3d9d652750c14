"""Let the two of the demo live through their history, by the same acts that pages use."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import singledispatch

from nearer.cli.demo.history import (
    BOTH,
    ZONE,
    Effects,
    Looked,
    Noticed,
    Ready,
    Reflected,
    Signs,
    Week,
    Wrote,
)
from nearer.cli.demo.moment import Moment, Who
from nearer.cli.demo.talking import Began, Gave, Moved, PreparedFor, Watched
from nearer.rooms.awareness import acts
from nearer.rooms.conversation import acts as talks
from nearer.rooms.conversation.records import Side, Subject
from nearer.vault import accounts, invitations, keys
from nearer.vault.keys import Settings, open_keyring
from nearer.vault.models import KeyringRow
from nearer.vault.seal import derive
from nearer.vault.visit import Visit

CALLED: dict[Who, str] = {"ana": "Ana", "ben": "Ben"}
PASSPHRASES: dict[Who, str] = {
    "ana": "walnut harbor slipper cinema",
    "ben": "pepper tunnel violet ladder",
}


@dataclass(frozen=True)
class Person:
    """One of the two, with the key in their head."""

    person: bytes
    master: bytes

    def at(self, now: datetime) -> Visit:
        """Return their visit at a moment."""
        row = KeyringRow.objects.get(person=self.person)
        keyring = open_keyring(self.master, self.person, bytes(row.blob))
        return Visit(person=self.person, master=self.master, keyring=keyring, now=now)


def live(moments: Iterable[Moment]) -> None:
    """Let both join, pair, and do what the history says, each thing at its time."""
    lived = list(moments)
    people = {who: _joined(who) for who in BOTH}
    _pair(people["ana"], people["ben"], lived[0].at)
    for number, moment in enumerate(lived):
        key = derive(number.to_bytes(4, "big"), "demo", length=16)
        _do(moment, people[moment.who].at(moment.at), key)


def _joined(who: Who) -> Person:
    chosen = Settings(called=CALLED[who], zone=ZONE)
    made = accounts.create(who, PASSPHRASES[who], chosen)
    accounts.add_recovery(made, keys.fresh_code())
    return Person(made.person, made.master)


def _pair(one: Person, other: Person, now: datetime) -> None:
    invitations.accept(other.at(now), invitations.offer(one.at(now)))
    invitations.match(one.at(now))
    invitations.match(other.at(now))
    invitations.finish(one.at(now))


@singledispatch
def _do(moment: Moment, visit: Visit, key: bytes) -> None:
    raise TypeError(f"moment: nobody here knows how to do a {type(moment).__name__}")


@_do.register
def _(check: Signs, visit: Visit, _: bytes) -> None:
    for (direction, item), answer in check.answers.items():
        acts.answer(visit, begun=check.begun, direction=direction, item=item, answer=answer)
    acts.remember(visit)
    acts.seal(visit)


@_do.register
def _(_ready: Ready, visit: Visit, _: bytes) -> None:
    acts.be_ready(visit)


@_do.register
def _(_looked: Looked, visit: Visit, _: bytes) -> None:
    acts.look(visit)


@_do.register
def _(week: Week, visit: Visit, _: bytes) -> None:
    for item, answer in week.answers.items():
        acts.answer_week(visit, week=week.week, item=item, answer=answer)


@_do.register
def _(check: Effects, visit: Visit, _: bytes) -> None:
    for item, answer in check.answers.items():
        acts.answer_effect(visit, begun=check.begun, item=item, answer=answer)


@_do.register
def _(one: Noticed, visit: Visit, key: bytes) -> None:
    acts.notice(visit, key=key, seen=one.seen, mine=one.mine, line=one.line)


@_do.register
def _(note: Wrote, visit: Visit, key: bytes) -> None:
    acts.write_note(visit, key=key, text=note.text)


@_do.register
def _(one: Reflected, visit: Visit, _: bytes) -> None:
    acts.reflect(visit, prompt=one.prompt, text=one.text)


@_do.register
def _(letter: Gave, visit: Visit, key: bytes) -> None:
    talks.give_letter(visit, key=key, text=letter.text)


@_do.register
def _(one: PreparedFor, visit: Visit, _: bytes) -> None:
    talks.prepare(visit, subject=Subject.NAME, texts=[(one.prompt, one.text)])


@_do.register
def _(one: Watched, visit: Visit, _: bytes) -> None:
    talks.observe(visit, key=derive(b"observed", "demo", length=16), part=one.part, text=one.text)


@_do.register
def _(one: Began, visit: Visit, key: bytes) -> None:
    first = Side(visit.side)
    talks.begin(visit, key=key, subject=one.subject, mode=one.mode, first=first)


@_do.register
def _(one: Moved, visit: Visit, _: bytes) -> None:
    stands = talks.standing(visit)
    if stands is None:
        raise LookupError("talk: none stands open in the demo")
    talks.move(
        visit,
        talk=stands.id,
        seen=stands.mark,
        what=one.what,
        text=one.text,
        promise=one.promise,
    )
