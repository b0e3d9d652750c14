"""What has ended stays ended, though its rows are written back, alone or with all the others."""

from collections.abc import Callable
from dataclasses import dataclass
from time import time
from typing import Any

import msgspec
import pytest
from django.conf import settings
from django.db import models

from nearer.article import Direction
from nearer.rooms.awareness import acts, history
from nearer.vault import accounts, invitations, keys, read, secrets, sessions
from nearer.vault.models import (
    EnvelopeRow,
    InvitationRow,
    KeyringRow,
    PinRow,
    RecordRow,
    RecoverySlot,
    SessionRow,
    SpaceRow,
)
from nearer.vault.models import Slot as SlotRow
from nearer.vault.sessions import Payload
from tests.attacks import hands
from tests.attacks.undoing import undone
from tests.conftest import PASSPHRASE, Actor, OurClient
from tests.people.test_quick import DEVICE, PIN

pytestmark = pytest.mark.storage
Done = Callable[..., Any]
NEW = "copper willow ladder moss"
# All that a copy of the records holds but the tombstones, which the secrets folder has too.
ALL = (
    SessionRow, PinRow, InvitationRow, EnvelopeRow, KeyringRow, SlotRow, RecoverySlot, SpaceRow,
    RecordRow,
)  # fmt: skip


@dataclass
class Cast:
    """Ada and Ben, who are a pair, and Cleo, who is not."""

    ada: Actor
    ben: Actor
    cleo: Actor
    done: Done


@dataclass
class Thing:
    """Something that ends: how, and whether it still opens; its rows lie in these tables."""

    opens: Callable[[], bool]
    end: Callable[[], Any]
    rows: tuple[type[models.Model], ...]


def reads(browser: OurClient) -> bool:
    return bool(browser.get("/today").status_code in (200, 303))


def with_cookie(name: str, value: str) -> OurClient:
    browser = OurClient()
    browser.cookies[name] = value
    return browser


def cookie_of(actor: Actor, name: str = settings.SESSION_COOKIE_NAME) -> str:
    value: str = actor.client.cookies[name].value
    return value


def a_session_that_was_left(cast: Cast) -> Thing:
    cookie = cookie_of(cast.ada)
    return Thing(
        lambda: reads(with_cookie(settings.SESSION_COOKIE_NAME, cookie)),
        lambda: cast.ada.client.send("/leave"),
        (SessionRow,),
    )


def a_session_ended_elsewhere(cast: Cast) -> Thing:
    value, _ = cast.done(
        sessions.start, cast.ada.person, cast.ada.master, minutes=15, now=int(time())
    )
    return Thing(
        lambda: reads(with_cookie(settings.SESSION_COOKIE_NAME, value)),
        lambda: cast.ada.client.send("/settings/sessions", {"do": "elsewhere"}),
        (SessionRow,),
    )


def _pin(cast: Cast) -> str:
    told = {"pin": PIN, "again": PIN, "pass": PASSPHRASE}
    assert cast.done(cast.ada.client.send, "/settings/quick", told).status_code == 303
    return cookie_of(cast.ada, DEVICE)


def _quick(device: str, pin: str = PIN) -> bool:
    answer = with_cookie(DEVICE, device).post("/sign-in/quick", {"pin": pin})
    return bool(answer.status_code == 303)


def a_pin_after_ten_wrong_tries(cast: Cast) -> Thing:
    device = _pin(cast)
    return Thing(
        lambda: _quick(device),
        lambda: [_quick(device, f"81394{digit}") for digit in range(10)],
        (PinRow,),
    )


def an_invitation_that_was_used(cast: Cast) -> Thing:
    code = cast.done(invitations.offer, cast.cleo.visit)
    return Thing(
        lambda: _looks(code),
        lambda: invitations.accept(_newcomer(cast), code),
        (InvitationRow,),
    )


def an_invitation_taken_back(cast: Cast) -> Thing:
    code = cast.done(invitations.offer, cast.cleo.visit)
    return Thing(
        lambda: _looks(code),
        lambda: invitations.drop(cast.cleo.visit),
        (InvitationRow,),
    )


def _looks(code: str) -> bool:
    browser = OurClient()
    answer = browser.send("/j", {"code": code})
    page = browser.get("/j") if answer.status_code == 303 else answer
    return b"Cleo" in page.content


def _newcomer(cast: Cast) -> Any:
    from nearer.vault.keys import Settings

    return cast.done(accounts.create, "dan", PASSPHRASE, Settings(called="Dan"))


def a_withdrawn_answer(cast: Cast) -> Thing:
    for actor in (cast.ada, cast.ben):
        _answers(actor, cast.done)
    cast.done(acts.be_ready, cast.ada.visit)

    def opens() -> bool:
        with undone():
            acts.be_ready(cast.ben.visit)
            return history.opened(read.recent(cast.ben.visit)) is not None

    return Thing(opens, lambda: acts.take_back(cast.ada.visit), (EnvelopeRow,))


def _answers(actor: Actor, done: Done) -> None:
    visit = actor.visit
    done(
        acts.answer, visit, begun=visit.today, direction=Direction.RECEIVE, item="time-1", answer=4
    )
    done(acts.seal, actor.visit)


ENDING = (
    a_session_that_was_left,
    a_session_ended_elsewhere,
    a_pin_after_ten_wrong_tries,
    an_invitation_that_was_used,
    an_invitation_taken_back,
    a_withdrawn_answer,
)


@pytest.fixture
def cast(ada: Actor, ben: Actor, cleo: Actor, done: Done) -> Cast:
    return Cast(ada, ben, cleo, done)


@pytest.mark.parametrize("back", ["its rows", "all rows"])
@pytest.mark.parametrize("begin", ENDING, ids=lambda begin: begin.__name__)
def test_its_rows_written_back_open_nothing(
    cast: Cast, begin: Callable[[Cast], Thing], back: str
) -> None:
    thing = begin(cast)
    assert thing.opens()
    old = hands.copy_of(*(thing.rows if back == "its rows" else ALL))
    cast.done(thing.end)
    assert not thing.opens()
    hands.write_back(old)
    assert not thing.opens()


@pytest.mark.parametrize("begin", ENDING, ids=lambda begin: begin.__name__)
def test_were_the_dated_secrets_kept_the_rows_would_open_again(
    cast: Cast, begin: Callable[[Cast], Thing]
) -> None:
    """The control: what stands against the rows is that their secret is gone."""
    thing = begin(cast)
    old, kept = hands.copy_of(*thing.rows), hands.copy_of(secrets.DatedSecret)
    cast.done(thing.end)
    hands.write_back(old)
    hands.write_back(kept)
    assert thing.opens()


def _changes_the_passphrase(cast: Cast) -> None:
    send = cast.ada.client.send
    cast.done(send, "/settings/key", {"pass": PASSPHRASE})
    cast.done(send, "/settings/key/code", {"do": "without"})
    cast.done(send, "/settings/key/words", {"do": "own"})
    cast.done(send, "/settings/key/words", {"pass": NEW, "again": NEW})
    assert accounts.unlock("ada", NEW)
    assert not accounts.unlock("ada", PASSPHRASE)


def test_after_a_new_passphrase_the_old_keyring_opens_to_neither(cast: Cast) -> None:
    old = hands.copy_of(KeyringRow, SessionRow)
    cookie = cookie_of(cast.ada)
    _changes_the_passphrase(cast)
    assert reads(cast.ada.client)
    hands.write_back(old)
    assert not reads(with_cookie(settings.SESSION_COOKIE_NAME, cookie))
    assert not reads(with_cookie(settings.SESSION_COOKIE_NAME, cookie_of(cast.ada)))
    assert not accounts.unlock("ada", PASSPHRASE)


def test_after_a_new_passphrase_the_old_code_leads_to_nothing(cast: Cast) -> None:
    code = keys.fresh_code()
    accounts.add_recovery(cast.ada.visit, code)
    assert _recovers(code)
    old = hands.copy_of(RecoverySlot)
    _changes_the_passphrase(cast)
    assert not _recovers(code)
    hands.write_back(old)
    assert not _recovers(code)


def _recovers(code: str) -> bool:
    browser = OurClient()
    browser.post("/lost", {"code": code})
    return reads(browser)


# Forged sessions ---------------------------------------------------------------------------------


def _forged(cast: Cast, person: bytes, master: bytes, secret: bytes, name: bytes) -> bool:
    """Let Cleo put another's name into her own session's row; return whether that reads."""
    cookie = cookie_of(cast.cleo)
    whole = sessions.open_session(cookie, now=int(time()))
    assert whole is not None
    payload: Payload = msgspec.structs.replace(whole.payload, person=person, master=master)
    row = SessionRow.objects.get(key=whole.key)
    row.tag, row.secret = secrets.tag("session", person), name
    row.blob = sessions._seal(whole.cookie, secret, row, msgspec.json.encode(payload))
    row.save()
    return b"Ada" in browser_of(cookie).get("/settings").content


def browser_of(cookie: str) -> OurClient:
    return with_cookie(settings.SESSION_COOKIE_NAME, cookie)


@pytest.mark.parametrize("master", ["guessed", "known"])
def test_a_forged_session_runs_as_nobody_unless_the_master_is_known(
    cast: Cast, master: str
) -> None:
    """Even who can read the session's dated secret lacks the master; with it, it would open."""
    row = SessionRow.objects.get(key=cast.cleo.visit.session.key)  # type: ignore[union-attr]
    name = bytes(row.secret)
    secret = secrets.dated(name)
    assert secret is not None
    held = cast.ada.master if master == "known" else bytes(32)
    assert _forged(cast, cast.ada.person, held, secret, name) is (master == "known")


def test_no_value_of_the_records_serves_to_forge_a_session(cast: Cast) -> None:
    row = SessionRow.objects.get(key=cast.cleo.visit.session.key)  # type: ignore[union-attr]
    for value in {bytes(row.secret), bytes(row.key), bytes(row.tag), bytes(32), b""}:
        with undone():
            assert not _forged(cast, cast.ada.person, cast.ada.master, value, bytes(row.secret))


def test_anothers_row_under_ones_own_cookie_is_nobodys(cast: Cast) -> None:
    ours, theirs = (
        SessionRow.objects.get(key=actor.visit.session.key)  # type: ignore[union-attr]
        for actor in (cast.cleo, cast.ada)
    )
    cookie = cookie_of(cast.cleo)
    for names in (("blob",), ("blob", "secret"), ("blob", "secret", "tag"), ("tag",)):
        with undone():
            taken = {name: getattr(theirs, name) for name in names}
            SessionRow.objects.filter(key=ours.key).update(**taken)
            assert not reads(browser_of(cookie)), names
