"""Six spoken words: two find an invitation, four open it, five tries in one hour."""

from time import time

import pytest

from nearer.vault import invitations, keys, secrets, spoken, sweep
from nearer.vault.errors import InvitationEnded
from nearer.vault.models import DatedSecret, InvitationRow, SpokenRow
from tests.conftest import Actor

pytestmark = pytest.mark.storage


def say(seed: bytes) -> list[str]:
    return [f"word{byte}" for byte in seed[: spoken.WORDS]]


@pytest.fixture
def code(ada: Actor) -> str:
    return invitations.offer(ada.visit)


def words_of(ada: Actor) -> list[str]:
    spoken.speak(ada.visit, say)
    said = spoken.words(ada.visit.shared, say)
    assert said is not None
    return said[0]


def wrong(said: list[str]) -> list[str]:
    return [*said[:5], said[5] + "x"]


def test_six_words_open_the_invitations_code(ada: Actor, code: str) -> None:
    assert spoken.hear(words_of(ada)) == code


@pytest.mark.real_stretch
def test_six_words_open_it_at_full_cost(ada: Actor, code: str) -> None:
    assert spoken.hear(words_of(ada)) == code


def test_the_words_stay_the_same_however_often_they_are_asked_for(ada: Actor, code: str) -> None:
    assert words_of(ada) == words_of(ada)
    assert SpokenRow.objects.count() == 1


def test_new_words_come_after_the_old_ones_ended(ada: Actor, code: str) -> None:
    old = words_of(ada)
    spoken.hush(ada.visit.shared)
    assert spoken.words(ada.visit.shared, say) is None
    new = words_of(ada)
    assert spoken.hear(new) == code
    with pytest.raises(InvitationEnded):
        spoken.hear(old)
    assert old != new
    assert invitations.look(code).inviter.called == "Ada"


@pytest.mark.parametrize("count", [0, 2, 5, 7])
def test_another_number_of_words_finds_nothing_and_counts_no_try(
    ada: Actor, code: str, count: int
) -> None:
    said = words_of(ada)
    with pytest.raises(InvitationEnded):
        spoken.hear((said * 2)[:count])
    assert SpokenRow.objects.get().tries == 0


def test_wrong_words_open_nothing_and_each_try_counts(ada: Actor, code: str) -> None:
    said = words_of(ada)
    for tries in range(1, spoken.TRIES):
        with pytest.raises(InvitationEnded):
            spoken.hear(wrong(said))
        assert SpokenRow.objects.get().tries == tries
    assert spoken.hear(said) == code


def test_the_fifth_wrong_try_erases_secret_and_row(ada: Actor, code: str) -> None:
    said = words_of(ada)
    row = SpokenRow.objects.get()
    for _ in range(spoken.TRIES):
        with pytest.raises(InvitationEnded):
            spoken.hear(wrong(said))
    assert not SpokenRow.objects.exists()
    assert secrets.dated(bytes(row.secret)) is None
    with pytest.raises(InvitationEnded):
        spoken.hear(said)
    assert invitations.look(code).inviter.called == "Ada"
    assert words_of(ada) != said


def test_five_tries_are_all_there_are_also_when_they_are_right(ada: Actor, code: str) -> None:
    said = words_of(ada)
    assert [spoken.hear(said) for _ in range(spoken.TRIES)] == [code] * spoken.TRIES
    with pytest.raises(InvitationEnded):
        spoken.hear(said)
    assert spoken.words(ada.visit.shared, say) is None


def test_a_try_is_counted_before_anything_is_derived(
    ada: Actor, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, counted = words_of(ada), []

    def stretch(word: str, salt: bytes) -> bytes:
        counted.append(SpokenRow.objects.get().tries)
        return bytes(32)

    monkeypatch.setattr(keys, "stretch", stretch)
    with pytest.raises(InvitationEnded):
        spoken.hear(said)
    assert counted == [1]


def test_words_that_find_nothing_cost_the_same_derivation(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    stretched = []
    monkeypatch.setattr(keys, "stretch", lambda word, salt: stretched.append(word) or bytes(32))
    with pytest.raises(InvitationEnded):
        spoken.hear(["a", "b", "c", "d", "e", "f"])
    assert stretched == ["c d e f"]


def test_they_last_one_hour(ada: Actor, code: str) -> None:
    said = words_of(ada)
    assert spoken.words(ada.visit.shared, say)[1] - time() == pytest.approx(3600, abs=5)
    SpokenRow.objects.update(expires=int(time()))
    with pytest.raises(InvitationEnded):
        spoken.hear(said)
    assert spoken.words(ada.visit.shared, say) is None
    assert words_of(ada) != said


def test_the_secret_ends_with_the_hour_whatever_the_row_says(ada: Actor, code: str) -> None:
    said = words_of(ada)
    DatedSecret.objects.filter(kind="spoken").update(expires=int(time()))
    SpokenRow.objects.update(expires=int(time()) + 10**6)
    with pytest.raises(InvitationEnded):
        spoken.hear(said)
    sweep.sweep()
    assert not DatedSecret.objects.filter(kind="spoken").exists()


def test_a_row_written_back_opens_nothing(ada: Actor, code: str) -> None:
    said = words_of(ada)
    row = SpokenRow.objects.get()
    spoken.hush(ada.visit.shared)
    row.save(force_insert=True)
    with pytest.raises(InvitationEnded):
        spoken.hear(said)


def test_the_sweep_leaves_words_alone_that_stand(ada: Actor, code: str) -> None:
    said = words_of(ada)
    DatedSecret.objects.update(born=0)
    sweep.sweep()
    assert spoken.hear(said) == code
    assert DatedSecret.objects.get(kind="spoken").current


def test_a_row_moved_to_another_space_opens_nothing(ada: Actor, code: str) -> None:
    said = words_of(ada)
    SpokenRow.objects.update(space=b"x" * 16)
    with pytest.raises(InvitationEnded):
        spoken.hear(said)


def test_words_that_find_anothers_row_are_drawn_anew(ada: Actor, cleo: Actor, code: str) -> None:
    taken = words_of(ada)
    drawn = iter([taken, taken, ["new", *taken[1:]]])
    invitations.offer(cleo.visit)
    spoken.speak(cleo.visit, lambda seed: next(drawn))
    assert next(drawn, None) is None
    assert SpokenRow.objects.count() == 2


@pytest.mark.parametrize("ended", ["dropped", "expired", "accepted"])
def test_there_are_no_words_for_an_invitation_that_cannot_be_taken_up(
    ada: Actor, cleo: Actor, code: str, ended: str
) -> None:
    visit = ada.visit
    assert visit.shared is not None
    if ended == "dropped":
        invitations.drop(ada.visit)
    elif ended == "expired":
        InvitationRow.objects.update(expires=int(time()))
    else:
        invitations.accept(cleo.visit, code)
    with pytest.raises(InvitationEnded):
        spoken.speak(visit, say)
    assert not SpokenRow.objects.exists()


def test_whoever_has_no_invitation_has_nothing_to_say(dan: Actor) -> None:
    with pytest.raises(InvitationEnded):
        spoken.speak(dan.visit, say)
