"""Pairing's core: one invitation, one answer, and nothing shared before both have said so."""

from time import time

import pytest

from nearer.vault import invitations, secrets, spoken, sweep
from nearer.vault.errors import AlreadyTwo, InvitationEnded
from nearer.vault.keys import fresh_code
from nearer.vault.models import (
    DatedSecret,
    EnvelopeRow,
    InvitationRow,
    SpaceRow,
    SpokenRow,
    Tombstone,
)
from tests.conftest import Actor

pytestmark = pytest.mark.storage


def say(seed: bytes) -> list[str]:
    return [f"word{byte}" for byte in seed[: spoken.WORDS]]


def compared(ada: Actor, ben: Actor) -> str:
    code = invitations.offer(ada.visit)
    invitations.accept(ben.visit, code)
    return code


@pytest.fixture
def alone(join) -> tuple[Actor, Actor]:
    """Ada and Ben before they are a pair."""
    return join("Ada"), join("Ben")


def test_an_invitation_says_who_gave_it_and_their_note(ada: Actor) -> None:
    code = invitations.offer(ada.visit, note="Ten minutes in the evening")
    look = invitations.look(code)
    side = ada.visit.shared.keys.side
    assert (look.inviter.called, look.note, look.side) == (
        "Ada",
        "Ten minutes in the evening",
        side,
    )


def test_asking_twice_gives_the_same_code(ada: Actor) -> None:
    visit = ada.visit
    assert invitations.offer(visit) == invitations.offer(ada.visit) == invitations.offer(visit)
    assert InvitationRow.objects.count() == 1


def test_the_two_have_different_shapes_and_see_the_same_words(alone) -> None:
    ada, ben = alone
    code = compared(ada, ben)
    mine, theirs = ada.visit.shared, ben.visit.shared
    assert {mine.keys.side, theirs.keys.side} == {"a", "b"}
    invitee = invitations.answer_of(mine).invitee
    assert invitee.called == "Ben"
    assert invitations.words_seed(code, ada.person, invitee.person) == invitations.words_seed(
        theirs.keys.code, ben.person, theirs.keys.partner.person
    )


def test_nothing_is_shared_until_both_said_that_the_words_match(alone) -> None:
    ada, ben = alone
    compared(ada, ben)
    assert (ada.visit.us, ben.visit.us) == (None, None)
    invitations.match(ada.visit)
    assert (ada.visit.us, ben.visit.us) == (None, None)
    assert not EnvelopeRow.objects.exists()
    invitations.match(ben.visit)
    assert ada.visit.us.id == ben.visit.us.id
    assert (ada.visit.partner.called, ben.visit.partner.called) == ("Ben", "Ada")


def test_saying_it_twice_counts_once(alone) -> None:
    ada, ben = alone
    compared(ada, ben)
    early = ada.visit
    for visit in (ada.visit, ada.visit, early):
        invitations.match(visit)
    assert ada.visit.us is None
    for visit in (ben.visit, ben.visit, ada.visit):
        invitations.match(visit)
    envelopes = EnvelopeRow.objects.count()
    invitations.match(early)
    assert EnvelopeRow.objects.count() == envelopes > 0


def test_accepting_twice_and_from_two_tabs_is_one_acceptance(alone) -> None:
    ada, ben = alone
    first, second = ben.visit, ben.visit
    code = invitations.offer(ada.visit)
    invitations.accept(first, code)
    invitations.accept(second, code)
    invitations.accept(ben.visit, code)
    assert [space.keys.kind for space in _spaces(ben)] == ["me", "us"]


def test_a_used_code_opens_nothing_for_a_third(alone, cleo: Actor) -> None:
    code = compared(*alone)
    for attempt in (lambda: invitations.look(code), lambda: invitations.accept(cleo.visit, code)):
        with pytest.raises(InvitationEnded):
            attempt()
    assert cleo.visit.shared is None


def test_accepting_erases_the_secrets_of_code_and_words(alone) -> None:
    ada, ben = alone
    code = invitations.offer(ada.visit)
    spoken.speak(ada.visit, say)
    kinds = {"invitation", "spoken"}
    assert set(_secret_kinds()) >= kinds
    with _commits():
        invitations.accept(ben.visit, code)
    assert not set(_secret_kinds()) & kinds
    assert not SpokenRow.objects.exists()


def test_ones_own_invitation_is_refused(ada: Actor) -> None:
    code = invitations.offer(ada.visit)
    with pytest.raises(InvitationEnded):
        invitations.accept(ada.visit, code)
    assert invitations.look(code).inviter.called == "Ada"


def test_nobody_is_in_two_couples(ada: Actor, ben: Actor, cleo: Actor) -> None:
    code = invitations.offer(cleo.visit)
    for visit in (ada.visit, ben.visit):
        with pytest.raises(AlreadyTwo):
            invitations.accept(visit, code)
        with pytest.raises(AlreadyTwo):
            invitations.offer(visit)
    assert invitations.look(code).inviter.called == "Cleo"


@pytest.mark.parametrize("code", ["", "0" * 28, fresh_code()], ids=["none", "zeros", "fresh"])
def test_a_code_that_never_was_says_no_more_than_an_ended_one(db: None, code: str) -> None:
    with pytest.raises(InvitationEnded):
        invitations.look(code)


def test_taking_it_back_ends_code_words_and_space(ada: Actor) -> None:
    code = invitations.offer(ada.visit)
    spoken.speak(ada.visit, say)
    space = ada.visit.shared.id
    assert invitations.stands(ada.visit.shared)
    invitations.drop(ada.visit)
    invitations.drop(ada.visit)
    with pytest.raises(InvitationEnded):
        invitations.look(code)
    assert ada.visit.shared is None
    assert not SpaceRow.objects.filter(id=space).exists()
    assert Tombstone.objects.filter(id=space).exists()
    assert not {"invitation", "spoken"} & set(_secret_kinds())


def test_a_row_written_back_from_an_old_copy_opens_nothing(ada: Actor) -> None:
    code = invitations.offer(ada.visit)
    row = InvitationRow.objects.get()
    invitations.drop(ada.visit)
    row.save(force_insert=True)
    with pytest.raises(InvitationEnded):
        invitations.look(code)


def test_either_ends_the_comparison_and_the_other_finds_it_ended(alone) -> None:
    ada, ben = alone
    compared(ada, ben)
    invitations.match(ada.visit)
    invitations.drop(ben.visit)
    assert ben.visit.shared is None
    assert not invitations.stands(ada.visit.shared)
    with pytest.raises(InvitationEnded):
        invitations.match(ada.visit)
    invitations.drop(ada.visit)
    assert ada.visit.shared is None
    assert invitations.offer(ada.visit)


def test_an_open_us_cannot_be_dropped(ada: Actor, ben: Actor) -> None:
    for actor in (ada, ben):
        invitations.drop(actor.visit)
        assert actor.visit.us is not None


def test_an_invitation_lasts_seven_days(ada: Actor) -> None:
    code = invitations.offer(ada.visit)
    assert InvitationRow.objects.get().expires - time() == pytest.approx(7 * 24 * 3600, abs=5)
    InvitationRow.objects.update(expires=int(time()))
    with pytest.raises(InvitationEnded):
        invitations.look(code)
    assert not invitations.stands(ada.visit.shared)
    sweep.sweep()
    assert not InvitationRow.objects.exists()
    invitations.drop(ada.visit)
    assert invitations.offer(ada.visit) != code


def test_one_who_comes_back_late_finds_the_us_that_both_confirmed(alone) -> None:
    ada, ben = alone
    compared(ada, ben)
    invitations.match(ada.visit)
    invitations.match(ben.visit)
    us = ben.visit.us.id
    # Ada was not here since; a row that still ended after seven days would bury what is shared.
    InvitationRow.objects.filter(expires__lte=int(time()) + 365 * 24 * 3600).update(expires=0)
    sweep.sweep()
    assert SpaceRow.objects.filter(id=us).exists()
    assert ada.visit.us.id == us
    invitations.finish(ada.visit)
    assert ada.visit.us.keys.state == "open"
    assert not InvitationRow.objects.exists()


def test_a_crash_before_the_rows_leaves_a_secret_that_the_sweep_erases(
    ada: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object, **__: object) -> None:
        raise OSError("no power")

    with monkeypatch.context() as patch:
        patch.setattr(invitations, "seal_by_code", crash)
        with pytest.raises(OSError, match="no power"):
            invitations.offer(ada.visit)
    assert "invitation" in _secret_kinds()
    DatedSecret.objects.update(born=0)
    sweep.sweep()
    assert "invitation" not in _secret_kinds()
    code = invitations.offer(ada.visit)
    assert invitations.look(code).inviter.called == "Ada"


def test_a_crash_after_the_secret_went_leaves_an_invitation_that_is_void_and_can_go(
    ada: Actor,
) -> None:
    code = invitations.offer(ada.visit)
    secrets.erase(bytes(InvitationRow.objects.get().secret))
    assert not invitations.stands(ada.visit.shared)
    with pytest.raises(InvitationEnded):
        invitations.look(code)
    invitations.drop(ada.visit)
    assert ada.visit.shared is None


def _spaces(actor: Actor):
    visit = actor.visit
    return [space for space in (visit.me, visit.shared) if space is not None]


def _secret_kinds() -> list[str]:
    return list(DatedSecret.objects.values_list("kind", flat=True))


def _commits():
    from django.test import TestCase

    return TestCase.captureOnCommitCallbacks(execute=True)
