"""Envelopes: both answers or none, and nothing of one to the other before that."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import pytest
from django.db import connections

from nearer.vault import envelopes, read, secrets, write
from nearer.vault.envelopes import OUTER_BYTES, Mine
from nearer.vault.errors import SpaceEnded, TooLongForEnvelope
from nearer.vault.models import DatedSecret, EnvelopeRow, RecordRow
from nearer.vault.seal import OVERHEAD, CannotOpen, bind, unseal
from nearer.vault.visit import Visit
from tests.conftest import Actor, pair
from tests.vault.samples import Card, note

pytestmark = pytest.mark.storage
Done = Callable[..., Any]
SIGNS = "signs"


def answer(text: str) -> Card:
    return Card(at=note().at, zone="UTC", day=note().day, text=text)


def put_in(actor: Actor, text: str) -> None:
    envelopes.put_in(actor.visit, SIGNS, answer(text))


def mine(actor: Actor) -> Mine:
    return envelopes.mine(actor.visit, SIGNS)


def opened(actor: Actor) -> set[str]:
    """Return the opened answers that somebody reads in `us`."""
    visit = actor.visit
    assert visit.us is not None
    return {entry.record.text for entry in read.everything(visit, visit.us).of(Card)}


def rows() -> list[dict[str, Any]]:
    return list(EnvelopeRow.objects.order_by("id").values())


def write_back(old: list[dict[str, Any]]) -> None:
    for row in old:
        EnvelopeRow.objects.filter(id=row["id"]).update(**row)


def test_an_answer_waits_and_its_writer_knows(ada: Actor, ben: Actor) -> None:
    assert mine(ada) == Mine(answered=False, ready=False)
    put_in(ada, "often")
    assert mine(ada) == Mine(answered=True, ready=False)
    envelopes.set_ready(ada.visit, SIGNS)
    assert mine(ada) == Mine(answered=True, ready=True)
    envelopes.set_not_ready(ada.visit, SIGNS)
    assert mine(ada) == Mine(answered=True, ready=False)


def test_when_both_are_ready_both_read_both(ada: Actor, ben: Actor) -> None:
    for actor in (ada, ben):
        put_in(actor, f"by {actor.name}")
    envelopes.set_ready(ada.visit, SIGNS)
    assert opened(ada) == opened(ben) == set()
    envelopes.set_ready(ben.visit, SIGNS)
    assert opened(ada) == opened(ben) == {"by Ada", "by Ben"}
    assert mine(ada) == mine(ben) == Mine()


def test_an_opened_answer_carries_its_writers_mark(ada: Actor, ben: Actor) -> None:
    reveal(ada, ben)
    visit = ada.visit
    assert visit.us is not None
    entries = read.everything(visit, visit.us).entries
    assert {(e.mine, e.forged, e.author) for e in entries} == {
        (True, False, ada.person),
        (False, False, ben.person),
    }


def reveal(ada: Actor, ben: Actor, turn: str = "") -> None:
    for actor in (ada, ben):
        put_in(actor, f"by {actor.name}{turn}")
        envelopes.set_ready(actor.visit, SIGNS)


def test_a_crash_while_opening_opens_neither(
    ada: Actor, ben: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for actor in (ada, ben):
        put_in(actor, f"by {actor.name}")
    envelopes.set_ready(ada.visit, SIGNS)
    inserted = []

    def crash(place: Any, blob: bytes) -> None:
        inserted.append(place)
        write.insert(place, blob)
        if len(inserted) == 2:
            raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(envelopes, "insert", crash)
        with pytest.raises(RuntimeError):
            envelopes.set_ready(ben.visit, SIGNS)
    assert opened(ada) == opened(ben) == set()
    assert mine(ada) == Mine(answered=True, ready=True)
    envelopes.set_ready(ben.visit, SIGNS)
    assert opened(ada) == opened(ben) == {"by Ada", "by Ben"}


def test_what_was_taken_back_is_not_opened(ada: Actor, ben: Actor) -> None:
    for actor in (ada, ben):
        put_in(actor, f"by {actor.name}")
    envelopes.set_ready(ada.visit, SIGNS)
    envelopes.take_back(ada.visit, SIGNS)
    envelopes.set_ready(ben.visit, SIGNS)
    assert mine(ada) == Mine()
    assert opened(ada) == opened(ben) == set()


def test_readiness_without_an_answer_is_none(ada: Actor, ben: Actor) -> None:
    put_in(ben, "by Ben")
    envelopes.set_ready(ben.visit, SIGNS)
    envelopes.set_ready(ada.visit, SIGNS)
    assert mine(ada) == Mine()
    assert opened(ben) == set()


def test_a_changed_answer_must_be_made_ready_anew(ada: Actor, ben: Actor) -> None:
    put_in(ada, "often")
    envelopes.set_ready(ada.visit, SIGNS)
    put_in(ada, "often")
    assert mine(ada) == Mine(answered=True, ready=True)
    put_in(ada, "rarely")
    assert mine(ada) == Mine(answered=True, ready=False)
    envelopes.set_ready(ada.visit, SIGNS)
    put_in(ben, "by Ben")
    envelopes.set_ready(ben.visit, SIGNS)
    assert opened(ben) == {"rarely", "by Ben"}


def test_sending_an_opened_answer_again_changes_nothing(ada: Actor, ben: Actor) -> None:
    reveal(ada, ben)
    put_in(ada, "by Ada")
    assert mine(ada) == Mine()


def test_going_back_to_what_is_open_replaces_what_waits(ada: Actor, ben: Actor) -> None:
    reveal(ada, ben)
    put_in(ada, "on second thoughts")
    put_in(ada, "by Ada")
    for actor in (ada, ben):
        put_in(ben, "by Ben, later")
        envelopes.set_ready(actor.visit, SIGNS)
    assert opened(ben) == {"by Ada", "by Ben, later"}


def test_a_second_round_opens_as_the_next_revisions(ada: Actor, ben: Actor) -> None:
    reveal(ada, ben)
    put_in(ada, "by Ada, later")
    assert opened(ben) == {"by Ada", "by Ben"}
    envelopes.set_ready(ada.visit, SIGNS)
    reveal(ada, ben, ", later")
    assert opened(ben) == {"by Ada, later", "by Ben, later"}
    assert RecordRow.objects.count() == 4


def test_an_opened_answer_can_be_removed_while_another_waits(ada: Actor, ben: Actor) -> None:
    reveal(ada, ben)
    put_in(ada, "later")
    envelopes.set_ready(ada.visit, SIGNS)
    envelopes.replace_opened(ada.visit, SIGNS, answer("removed"))
    envelopes.replace_opened(ada.visit, SIGNS, answer("removed"))
    assert opened(ben) == {"removed", "by Ben"}
    assert mine(ada) == Mine(answered=True, ready=True)
    put_in(ben, "by Ben, later")
    envelopes.set_ready(ben.visit, SIGNS)
    assert opened(ben) == {"later", "by Ben, later"}


def test_an_answer_longer_than_the_envelope_is_refused_whole(ada: Actor, ben: Actor) -> None:
    put_in(ada, "short")
    before = rows()
    with pytest.raises(TooLongForEnvelope):
        put_in(ada, "x" * 2000)
    assert rows() == before
    put_in(ada, "x" * 1900)


def test_alone_there_is_no_envelope(cleo: Actor) -> None:
    assert mine(cleo) == Mine()
    with pytest.raises(SpaceEnded):
        put_in(cleo, "often")


def nothing(actor: Actor) -> None:
    """Leave the envelope as it was made."""


def answered(actor: Actor) -> None:
    put_in(actor, "a secret answer")


def ready(actor: Actor) -> None:
    answered(actor)
    envelopes.set_ready(actor.visit, SIGNS)


def withdrawn(actor: Actor) -> None:
    ready(actor)
    envelopes.take_back(actor.visit, SIGNS)


def not_now(actor: Actor) -> None:
    ready(actor)
    envelopes.set_not_ready(actor.visit, SIGNS)


@contextmanager
def asked() -> Iterator[list[str]]:
    """Collect what the two databases are asked: verb and table, without values."""
    queries: list[str] = []

    def collect(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        table = re.search(r'(?:FROM|INTO|UPDATE) "(\w+)"', sql)
        queries.append(f"{sql.split(maxsplit=1)[0]} {table[1] if table else ''}")
        return execute(sql, params, many, context)

    with (
        connections["default"].execute_wrapper(collect),
        connections["secrets"].execute_wrapper(collect),
    ):
        yield queries


def test_the_others_state_shows_in_nothing(join: Callable[[str], Actor], done: Done) -> None:
    seen = []
    for state in (nothing, answered, ready, withdrawn, not_now):
        ada, ben = join(f"Ada {state.__name__}"), join(f"Ben {state.__name__}")
        done(pair, ada, ben)
        done(state, ada)
        seen.append([looked_at(ben, act, done) for act in (nothing, answered, mine)])
    assert all(one == seen[0] for one in seen)
    assert seen[0][1][0] == Mine(answered=True, ready=False)
    assert {size for *_, sizes in seen[0] for size in sizes} == {OUTER_BYTES + OVERHEAD}


def looked_at(actor: Actor, act: Callable[[Actor], object], done: Done) -> tuple[Any, ...]:
    """Return all that somebody can see, measure or count of the other while they act."""
    with asked() as queries:
        done(act, actor)
    us = actor.visit.us
    assert us is not None
    blobs = EnvelopeRow.objects.filter(space=us.id).values_list("blob", flat=True)
    return mine(actor), opened(actor), queries, [len(blob) for blob in blobs]


def test_every_act_seals_both_sides_anew(ada: Actor, ben: Actor, done: Done) -> None:
    seen = [rows()]
    for act in (answered, ready, not_now, withdrawn):
        done(act, ada)
        seen.append(rows())
    for before, after in pairwise(seen):
        for old, new in zip(before, after, strict=True):
            assert new["generation"] > old["generation"]
            assert {bytes(old["blob"]), bytes(old["secret"])}.isdisjoint(
                {bytes(new["blob"]), bytes(new["secret"])}
            )
            assert (new["author"], new["space"]) == (old["author"], old["space"])
        assert len({bytes(row["secret"]) for row in after}) == 1
    assert DatedSecret.objects.filter(kind="envelope").count() == 1


def test_rows_written_back_after_a_withdrawal_open_nothing(
    ada: Actor, ben: Actor, done: Done
) -> None:
    done(ready, ada)
    old = rows()
    done(envelopes.take_back, ada.visit, SIGNS)
    write_back(old)
    assert mine(ada) == Mine()
    done(ready, ben)
    assert opened(ben) == set()


def test_one_row_written_back_takes_nothing_from_the_other(
    ada: Actor, ben: Actor, done: Done
) -> None:
    done(ready, ada)
    (old,) = (row for row in rows() if bytes(row["author"]) == ada.person)
    done(envelopes.take_back, ada.visit, SIGNS)
    done(ready, ben)
    write_back([old])
    assert (mine(ada), mine(ben)) == (Mine(), Mine(answered=True, ready=True))
    done(envelopes.set_ready, ada.visit, SIGNS)
    assert opened(ben) == set()
    assert mine(ben) == Mine(answered=True, ready=True)


def test_rows_that_swap_their_bytes_open_nothing(ada: Actor, ben: Actor) -> None:
    answered(ada)
    one, two = rows()
    EnvelopeRow.objects.filter(id=one["id"]).update(blob=two["blob"])
    EnvelopeRow.objects.filter(id=two["id"]).update(blob=one["blob"])
    assert (mine(ada), mine(ben)) == (Mine(), Mine())


def test_a_generation_that_is_set_back_opens_nothing(ada: Actor, ben: Actor) -> None:
    answered(ada)
    assert mine(ada).answered
    EnvelopeRow.objects.update(generation=1)
    assert not mine(ada).answered


def test_without_its_dated_secret_an_envelope_is_as_unanswered(ada: Actor, ben: Actor) -> None:
    answered(ada)
    DatedSecret.objects.filter(kind="envelope").delete()
    assert mine(ada) == Mine()
    ready(ada)
    ready(ben)
    assert opened(ben) == {"a secret answer"}


def test_the_couples_key_alone_does_not_open_a_waiting_answer(
    ada: Actor, ben: Actor, everything_stored: Callable[[], bytes]
) -> None:
    answered(ada)
    visit, stored = ben.visit, everything_stored()
    inner = _inner(visit, ada)
    assert inner not in stored
    assert inner[27:59] not in stored
    key = visit.us.keys.epochs[1] if visit.us else b""
    for row in rows():
        place = bind("reveal", row["space"], SIGNS, bytes(row["author"]), row["generation"])
        with pytest.raises(CannotOpen):
            unseal(key, bytes(row["blob"]), place)


def _inner(visit: Visit, author: Actor) -> bytes:
    """Return a waiting answer's inner blob, as only the server can."""
    assert visit.us is not None
    found = {bytes(row.author): row for row in EnvelopeRow.objects.all()}
    secret = secrets.dated(bytes(found[author.person].secret))
    assert secret is not None
    inner: bytes = envelopes._open(visit.us.id, SIGNS, found, secret)[author.person].inner
    return inner


def test_a_stranger_has_no_side(ada: Actor, ben: Actor, cleo: Actor) -> None:
    visit = cleo.visit
    visit.__dict__["us"] = ada.visit.us
    assert envelopes.mine(visit, SIGNS) == Mine()
    with pytest.raises(SpaceEnded):
        envelopes.put_in(visit, SIGNS, answer("x"))
