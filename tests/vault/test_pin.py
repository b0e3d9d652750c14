"""Quick unlock: ten wrong PINs in all, whoever tries and however many at once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nearer.vault import pin, secrets, sweep
from nearer.vault.errors import KeyringMoved, PinTooEasy
from nearer.vault.models import DatedSecret, PinRow
from tests.conftest import Actor
from tests.vault.homes import joined

pytestmark = pytest.mark.storage
on_files = pytest.mark.django_db(transaction=True, databases=["default", "snapshot", "secrets"])
Done = Callable[..., Any]
RIGHT, WRONG = "480163", "480164"


def later(**delta: float) -> datetime:
    return datetime.now(UTC) + timedelta(**delta)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("48016", "digits"),
        ("", "digits"),
        ("4801634801634", "digits"),
        ("48016a", "digits"),
        ("٤٨٠١٦٣", "digits"),
        ("000000", "common"),
        ("123456", "common"),
        ("654321", "common"),
        ("890123", "common"),
        ("135791", "common"),
        ("121212", "common"),
        ("123123", "common"),
        ("112233", "common"),
        ("123321", "common"),
        ("777778", "common"),
        ("147258", "common"),
        ("12341234", "common"),
        ("170384", "date"),
        ("031784", "date"),
        ("840317", "date"),
        ("198403", "date"),
        ("290200", "date"),
        ("17031984", "date"),
        ("03171984", "date"),
        ("19840317", "date"),
        ("480163", None),
        ("9402781", None),
        ("94827160", None),
    ],
)
def test_what_others_would_try_first_is_refused(typed: str, why: str | None) -> None:
    assert pin.weakness(typed) == why


@given(st.dates())
def test_no_date_is_a_pin(day: Any) -> None:
    for form in ("%d%m%y", "%m%d%y", "%y%m%d"):
        assert pin.weakness(f"{day:{form}}") is not None


@given(st.integers(0, 999_999))
def test_a_pin_is_judged_whatever_it_is(number: int) -> None:
    assert pin.weakness(f"{number:06}") in (None, "common", "date")


def test_most_pins_can_be_taken() -> None:
    refused = sum(pin.weakness(f"{number:06}") is not None for number in range(0, 10**6, 101))
    assert refused < 10**6 / 101 * 0.15


def test_a_refused_pin_sets_nothing_up(ada: Actor) -> None:
    with pytest.raises(PinTooEasy):
        pin.set_up(ada.visit, "123456", kind="phone")
    assert PinRow.objects.count() == 0


def test_token_and_pin_open_what_the_passphrase_opens(ada: Actor) -> None:
    cookie = pin.set_up(ada.visit, RIGHT, kind="phone")
    assert pin.is_known(cookie)
    assert pin.unlock(cookie, RIGHT) == (ada.person, ada.master)
    assert pin.unlock(cookie, WRONG) is None


def test_a_pin_opens_on_its_own_device_only(ada: Actor, cleo: Actor) -> None:
    adas = pin.set_up(ada.visit, RIGHT, kind="phone")
    cleos = pin.set_up(cleo.visit, "705926", kind="phone")
    assert pin.unlock(cleos, RIGHT) is None
    assert pin.unlock(adas, RIGHT) == (ada.person, ada.master)


@pytest.mark.parametrize("cookie", ["", "x", "A" * 43, "é" * 43, "A" * 400])
def test_who_lacks_the_token_spends_no_try(ada: Actor, cookie: str) -> None:
    pin.set_up(ada.visit, RIGHT, kind="phone")
    assert not pin.is_known(cookie)
    assert pin.unlock(cookie, RIGHT) is None
    assert DatedSecret.objects.get(kind="pin").tries == 0


def test_the_tenth_wrong_one_ends_it_for_good(ada: Actor) -> None:
    cookie = pin.set_up(ada.visit, RIGHT, kind="phone")
    (old,) = PinRow.objects.values()
    for _ in range(9):
        pin.unlock(cookie, WRONG)
    assert pin.is_known(cookie)
    pin.unlock(cookie, WRONG)
    assert not pin.is_known(cookie)
    assert DatedSecret.objects.filter(kind="pin").count() == 0
    PinRow.objects.create(**old)
    assert pin.unlock(cookie, RIGHT) is None


def test_right_ones_do_not_count_and_give_no_wrong_one_back(ada: Actor) -> None:
    cookie = pin.set_up(ada.visit, RIGHT, kind="phone")
    for _ in range(9):
        pin.unlock(cookie, WRONG)
        assert pin.unlock(cookie, RIGHT) is not None
    assert [device.wrong for device in pin.devices(ada.visit)] == [9]
    pin.unlock(cookie, WRONG)
    assert pin.unlock(cookie, RIGHT) is None


def test_what_is_no_pin_at_all_spends_no_try(ada: Actor) -> None:
    cookie = pin.set_up(ada.visit, RIGHT, kind="phone")
    assert pin.unlock(cookie, "hello") is None
    assert DatedSecret.objects.get(kind="pin").tries == 0


def test_devices_are_told_coarsely_and_removed_one_by_one(ada: Actor) -> None:
    cookies = [pin.set_up(ada.visit, RIGHT, kind=kind) for kind in ("phone", "computer")]
    one, two = pin.devices(ada.visit)
    assert (one.kind, two.kind, one.since) == ("phone", "computer", ada.visit.today)
    pin.remove(ada.visit, one.id)
    assert pin.devices(ada.visit) == (two,)
    assert [pin.unlock(cookie, RIGHT) is None for cookie in cookies] == [True, False]


def test_nobody_removes_anothers_device(ada: Actor, cleo: Actor) -> None:
    cookie = pin.set_up(ada.visit, RIGHT, kind="phone")
    pin.remove(cleo.visit, pin.devices(ada.visit)[0].id)
    assert pin.is_known(cookie)


def test_a_device_can_forget_it_without_anybody_signed_in(ada: Actor) -> None:
    cookie = pin.set_up(ada.visit, RIGHT, kind="phone")
    pin.forget(cookie)
    pin.forget(cookie)
    assert (pin.is_known(cookie), pin.devices(ada.visit)) == (False, ())


def test_the_oldest_of_six_devices_gives_way(ada: Actor) -> None:
    cookies = [pin.set_up(ada.visit, RIGHT, kind="phone") for _ in range(6)]
    assert [pin.is_known(cookie) for cookie in cookies] == [False] + [True] * 5
    assert len(pin.devices(ada.visit)) == PinRow.objects.count() == 5


def test_it_ends_after_half_a_year(ada: Actor, done: Done) -> None:
    cookie = done(pin.set_up, ada.visit, RIGHT, kind="phone")
    sweep.sweep(later(days=179))
    assert pin.is_known(cookie)
    sweep.sweep(later(days=181))
    assert not pin.is_known(cookie)
    assert PinRow.objects.count() == 0


def test_a_crash_before_the_row_leaves_a_secret_that_goes(ada: Actor) -> None:
    secrets.begin("pin", b"p" * 16, lasts=pin.LASTS)
    sweep.sweep(later(minutes=5))
    assert DatedSecret.objects.filter(kind="pin").count() == 0


def test_a_crash_after_the_row_leaves_a_pin_that_opens(ada: Actor) -> None:
    cookie = pin.set_up(ada.visit, RIGHT, kind="phone")  # what follows the commit was never done
    sweep.sweep(later(minutes=5))
    assert pin.unlock(cookie, RIGHT) is not None
    assert DatedSecret.objects.get(kind="pin").current


def test_a_crash_at_the_tenth_wrong_one_opens_nothing_and_is_made_good(
    ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie = pin.set_up(ada.visit, RIGHT, kind="phone")
    with monkeypatch.context() as patched:
        patched.setattr(pin, "_end", lambda ids: None)
        for _ in range(10):
            pin.unlock(cookie, WRONG)
    assert pin.unlock(cookie, RIGHT) is None
    sweep.sweep(later(minutes=5))
    assert DatedSecret.objects.filter(kind="pin").count() == 0


def test_a_row_that_was_changed_opens_nothing(ada: Actor, cleo: Actor) -> None:
    adas = pin.set_up(ada.visit, RIGHT, kind="phone")
    pin.set_up(cleo.visit, RIGHT, kind="phone")
    mine, others = (
        PinRow.objects.filter(tag=secrets.tag("pin", ada.person)),
        PinRow.objects.filter(tag=secrets.tag("pin", cleo.person)),
    )
    mine.update(blob=others.get().blob)
    assert pin.unlock(adas, RIGHT) is None


def test_an_old_visit_sets_nothing_up(ada: Actor) -> None:
    from nearer.vault import rekey

    late = ada.visit
    rekey.change(ada.visit, passphrase="otter window march quilt", code=None)
    with pytest.raises(KeyringMoved):
        pin.set_up(late, RIGHT, kind="phone")


@on_files
def test_forty_at_once_count_as_forty() -> None:
    from tests.vault.test_races import alone, together

    ada = alone(lambda: joined("ada"))
    cookie = alone(lambda: pin.set_up(ada.visit(), RIGHT, kind="phone"))
    derived: list[str] = []
    stretch = pin.keys.stretch

    def counted(typed: str, salt: bytes) -> bytes:
        derived.append(typed)
        return stretch(typed, salt)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pin.keys, "stretch", counted)
        results = together(*[lambda: pin.unlock(cookie, WRONG)] * 40)
    assert results == [None] * 40
    assert len(derived) == 10
    assert alone(lambda: pin.unlock(cookie, RIGHT)) is None
    assert not alone(lambda: pin.is_known(cookie))
