"""Pairing, page by page: made, given, taken up, compared, and ended at any point before that."""

from time import time
from typing import Any

import pytest

from nearer.people.invitations import Status
from nearer.vault import keys, spoken
from nearer.vault.models import EnvelopeRow, InvitationRow, RecordRow, SpokenRow
from tests.conftest import Actor, OurClient
from tests.people.pairing import (
    NOTE,
    Join,
    code_on,
    confirms,
    four_words,
    go_on_without_the_questions,
    how_far,
    invites,
    page_of,
    reads,
    says_yes,
    speaks,
    takes_up,
    text_of,
)

Two = tuple[Actor, Actor]


@pytest.fixture
def two(join: Join) -> Two:
    """Ada and Ben before they are a pair."""
    return join("Ada"), join("Ben")


def test_two_pair_by_a_typed_code_without_a_script(two: Two) -> None:
    ada, ben = two
    code = invites(ada, NOTE)
    typed = " ".join(code[at : at + 4] for at in range(0, 28, 4)).lower()
    assert ben.client.send("/j", {"code": typed})["Location"] == "/j"
    go_on_without_the_questions(ben, "/j")
    page = text_of(ben.client.get("/j"))
    assert "Ada gave you this" in page
    assert NOTE in page
    assert "What Ada would see of yours" in page
    assert "What Ada never sees" in page
    assert says_yes(ben, code)["Location"] == "/invite/words"
    assert (how_far(ada), how_far(ben)) == (Status.COMPARING, Status.COMPARING)
    assert four_words(ada) == four_words(ben)
    assert len(four_words(ada).split()) == 4
    assert "Ben" in text_of(ada.client.get("/invite/words"))
    assert confirms(ada) == "/invite/words"
    assert confirms(ben) == "/today"
    assert (how_far(ada), how_far(ben)) == (Status.OPEN, Status.OPEN)
    assert {ada.visit.side, ben.visit.side} == {"a", "b"}
    for actor, other in ((ada, "Ben"), (ben, "Ada")):
        assert f"{other} The two of you share a space" in text_of(actor.client.get("/invite"))
        assert actor.client.get("/invite/words")["Location"] == "/today"


def test_two_pair_by_six_spoken_words(two: Two) -> None:
    ada, ben = two
    invites(ada)
    words = speaks(ada)
    assert len(words.split()) == 6
    answer = ben.client.send("/j/words", {"words": words.upper().replace(" ", ", ")})
    assert (answer.status_code, answer["Location"]) == (303, "/j")
    go_on_without_the_questions(ben, "/j")
    assert "Ada gave you this" in text_of(ben.client.get("/j"))
    says_yes(ben, ben.visit.held["invitation"])
    assert four_words(ada) == four_words(ben)
    assert not SpokenRow.objects.exists()


def test_a_whole_link_may_be_pasted(two: Two) -> None:
    ada, ben = two
    code = invites(ada)
    link = f"http://testserver/j#{code}"
    assert link in page_of(ada)
    assert ben.client.send("/j", {"code": link})["Location"] == "/j"
    assert ben.visit.held["invitation"] == code


def test_the_private_questions_come_before_anything_for_two(two: Two) -> None:
    ada, ben = two
    assert "how to leave quickly" in text_of(ada.client.get("/invite"))
    code = invites(ada)
    ben.client.send("/j", {"code": code})
    assert "Ada" not in text_of(ben.client.get("/j"))
    go_on_without_the_questions(ben, "/j")
    assert "Ada gave you this" in text_of(ben.client.get("/j"))


def test_nothing_flows_before_both_have_said_that_the_words_match(two: Two) -> None:
    ada, ben = two
    takes_up(ben, invites(ada))
    assert (ada.visit.us, ben.visit.us) == (None, None)
    confirms(ben)
    assert (how_far(ada), how_far(ben)) == (Status.COMPARING, Status.CONFIRMED)
    assert (ada.visit.us, ben.visit.us) == (None, None)
    assert not EnvelopeRow.objects.exists()
    assert "You said that they match" in text_of(ben.client.get("/invite/words"))
    assert RecordRow.objects.count() == 0


def test_the_inviters_pages_are_the_same_whether_anybody_looked(two: Two) -> None:
    ada, ben = two
    code = invites(ada)
    speaks(ada)
    before = text_of(ada.client.get("/invite"))
    reads(OurClient(), code)
    reads(ben.client, code)
    ben.client.send("/j", {"invitation": code, "do": "no"})
    OurClient().send("/j/words", {"words": "a b"})
    assert text_of(ada.client.get("/invite")) == before
    takes_up(ben, code)
    assert ada.client.get("/invite")["Location"] == "/invite/words"


def test_not_now_is_told_to_nobody_and_the_code_still_opens(two: Two) -> None:
    ada, ben = two
    code = invites(ada)
    reads(ben.client, code)
    answer = ben.client.send("/j", {"invitation": code, "do": "no"})
    assert (answer.status_code, answer["Location"]) == (303, "/today")
    assert "The code" in text_of(ben.client.get("/j"))
    assert how_far(ben) is Status.NONE
    takes_up(ben, code)


def test_they_do_not_match_ends_it_for_both(two: Two) -> None:
    ada, ben = two
    takes_up(ben, invites(ada))
    confirms(ada)
    answer = ben.client.send("/invite/words", {"do": "differ"})
    assert (answer.status_code, answer["Location"]) == (303, "/invite")
    assert "It has ended, for both of you Nothing was shared." in text_of(ben.client.get("/invite"))
    assert (how_far(ada), how_far(ben)) == (Status.ENDED, Status.NONE)
    assert ada.client.get("/invite/words")["Location"] == "/invite"
    assert "The last invitation has ended Nothing was shared." in text_of(ada.client.get("/invite"))
    assert confirms(ada) == "/invite"
    ada.client.send("/invite", {"note": ""})
    assert how_far(ada) is Status.OFFERED
    takes_up(ben, code_on(ada.client.get("/invite")))


def test_what_was_said_can_be_taken_back_until_the_other_has_said_it_too(two: Two) -> None:
    ada, ben = two
    takes_up(ben, invites(ada))
    confirms(ada)
    ada.client.send("/invite/words", {"do": "differ"})
    assert (how_far(ada), how_far(ben)) == (Status.NONE, Status.ENDED)
    assert confirms(ben) == "/invite"
    assert (ada.visit.us, ben.visit.us) == (None, None)


def test_taking_it_back_ends_the_link_the_code_and_the_words(two: Two) -> None:
    ada, ben = two
    code, words = invites(ada), speaks(ada)
    for _ in range(2):
        answer = ada.client.send("/invite", {"do": "back"})
        assert (answer.status_code, answer["Location"]) == (303, "/invite")
    assert "Taken back" in text_of(ada.client.get("/invite"))
    assert how_far(ada) is Status.NONE
    assert reads(OurClient(), code).status_code == 410
    assert OurClient().send("/j/words", {"words": words}).status_code == 410
    assert says_yes(ben, code).status_code == 410


def test_taking_it_back_from_an_old_page_also_ends_what_is_being_compared(two: Two) -> None:
    ada, ben = two
    takes_up(ben, invites(ada))
    ada.client.send("/invite", {"do": "back"})
    assert (how_far(ada), how_far(ben)) == (Status.NONE, Status.ENDED)


def test_an_open_space_is_not_taken_back(ada: Actor, ben: Actor) -> None:
    for actor in (ada, ben):
        actor.client.send("/invite", {"do": "back"})
        actor.client.send("/invite/words", {"do": "differ"})
        assert how_far(actor) is Status.OPEN


def test_asking_twice_makes_one_invitation_and_the_first_note_stays(two: Two) -> None:
    ada, _ = two
    code = invites(ada, NOTE)
    ada.client.send("/invite", {"note": "Another tab."})
    assert code_on(ada.client.get("/invite")) == code
    assert NOTE in text_of(ada.client.get("/invite"))


def test_saying_yes_twice_is_one_yes(two: Two) -> None:
    ada, ben = two
    code = invites(ada)
    takes_up(ben, code)
    assert says_yes(ben, code)["Location"] == "/invite/words"
    for _ in range(2):
        assert confirms(ben) == "/invite/words"
    assert confirms(ada) == "/today"
    for actor in two:
        assert confirms(actor) == "/today"
        assert how_far(actor) is Status.OPEN


def test_a_third_with_the_used_code_finds_it_ended(two: Two, cleo: Actor) -> None:
    ada, ben = two
    code = invites(ada)
    reads(cleo.client, code)
    takes_up(ben, code)
    assert says_yes(cleo, code).status_code == 410
    assert reads(OurClient(), code).status_code == 410
    assert cleo.visit.shared is None
    assert how_far(ada) is Status.COMPARING


def test_ones_own_invitation_leads_back_to_it_and_is_never_accepted(two: Two) -> None:
    ada, _ = two
    code = invites(ada)
    assert "This is your own invitation" in text_of(reads(ada.client, code))
    assert says_yes(ada, code).status_code == 410
    assert how_far(ada) is Status.OFFERED
    assert code_on(ada.client.get("/invite")) == code


def test_whoever_is_two_already_cannot_be_linked_again(ada: Actor, ben: Actor, cleo: Actor) -> None:
    code = invites(cleo)
    reads(ben.client, code)
    go_on_without_the_questions(ben, "/j")
    page = ben.client.get("/j")
    assert "You are with one person already" in text_of(page)
    assert "Yes, together" not in text_of(page)
    assert says_yes(ben, code)["Location"] == "/j"
    assert ben.visit.partner is not None
    assert ben.visit.partner.called == "Ada"
    assert how_far(cleo) is Status.OFFERED


def test_two_who_both_invited_end_one_of_them_with_a_yes(two: Two) -> None:
    ada, ben = two
    code, bens = invites(ada), invites(ben)
    assert "Your own invitation, which nobody has taken up, ends" in text_of(
        reads(ben.client, code)
    )
    says_yes(ben, code)
    assert (how_far(ada), how_far(ben)) == (Status.COMPARING, Status.COMPARING)
    assert reads(OurClient(), bens).status_code == 410


def test_a_code_that_has_ended_does_not_end_ones_own_invitation(two: Two) -> None:
    ada, ben = two
    code, bens = invites(ada), invites(ben)
    ada.client.send("/invite", {"do": "back"})
    assert says_yes(ben, code).status_code == 410
    assert code_on(ben.client.get("/invite")) == bens


def test_two_tabs_with_two_invitations_accept_the_one_that_was_read(two: Two, cleo: Actor) -> None:
    ada, ben = two
    first, second = invites(ada), invites(cleo)
    reads(ben.client, first)
    reads(ben.client, second)
    says_yes(ben, first)
    assert (how_far(ada), how_far(cleo)) == (Status.COMPARING, Status.OFFERED)


@pytest.mark.parametrize("how", ["expired", "secret gone"])
def test_an_invitation_that_has_ended_is_said_so_and_can_be_made_anew(two: Two, how: str) -> None:
    from nearer.vault import secrets

    ada, ben = two
    code = invites(ada)
    if how == "expired":
        InvitationRow.objects.update(expires=int(time()))
    else:  # a crash while it was taken back
        secrets.erase(bytes(InvitationRow.objects.get().secret))
    assert how_far(ada) is Status.ENDED
    assert reads(OurClient(), code).status_code == 410
    assert "The last invitation has ended" in text_of(ada.client.get("/invite"))
    ada.client.send("/invite", {"note": ""})
    new = code_on(ada.client.get("/invite"))
    assert new != code
    takes_up(ben, new)


def test_whose_comparison_has_ended_can_take_up_another(two: Two, cleo: Actor) -> None:
    ada, ben = two
    takes_up(ben, invites(ada))
    InvitationRow.objects.update(expires=int(time()))
    assert how_far(ben) is Status.ENDED
    takes_up(ben, invites(cleo))
    assert how_far(cleo) is Status.COMPARING


def test_five_wrong_words_end_the_words_but_not_the_code(two: Two) -> None:
    ada, _ = two
    code, words = invites(ada), speaks(ada).split()
    slip = [*words[:5], "abacus" if words[5] != "abacus" else "zebra"]
    pages = [OurClient().send("/j/words", {"words": " ".join(slip)}) for _ in range(spoken.TRIES)]
    assert {page.status_code for page in pages} == {410}
    assert OurClient().send("/j/words", {"words": " ".join(words)}).status_code == 410
    assert "Make six words" in text_of(ada.client.get("/invite"))
    assert "Ada gave you this" in text_of(reads(OurClient(), code))


def test_the_six_words_end_when_their_hour_is_over_or_they_are_ended(two: Two) -> None:
    ada, _ = two
    invites(ada)
    words = speaks(ada)
    SpokenRow.objects.update(expires=int(time()))
    assert "Make six words" in text_of(ada.client.get("/invite"))
    assert OurClient().send("/j/words", {"words": words}).status_code == 410
    words = speaks(ada)
    assert words == speaks(ada)
    ada.client.send("/invite/aloud", {"do": "hush"})
    assert OurClient().send("/j/words", {"words": words}).status_code == 410
    assert "Make six words" in text_of(ada.client.get("/invite"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "This is still empty."),
        ("ABCD EFGH", "8 letters so far; a code has 28."),
        ("A", "1 letter so far; a code has 28."),
        ("A" * 29, "There are more letters here than a code has."),
        ("ä" * 28, "There are signs here that no code has."),
    ],
)
def test_a_slip_in_the_code_is_named_before_anything_is_looked_up(
    db: None, typed: str, said: str
) -> None:
    page = OurClient().send("/j", {"code": typed})
    assert page.status_code == 422
    assert said in text_of(page)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "This is still empty."),
        ("abacus abdomen", "2 words here; it takes six."),
        ("abacus abdomen lanturn", "“lanturn” is none of our words."),
        ("abacus " * 7, "7 words here; it takes six."),
    ],
)
def test_a_slip_in_the_words_is_named_and_counts_no_try(
    db: None, monkeypatch: pytest.MonkeyPatch, typed: str, said: str
) -> None:
    monkeypatch.setattr(spoken, "hear", lambda _: pytest.fail("nothing is to be looked up"))
    page = OurClient().send("/j/words", {"words": typed})
    assert page.status_code == 422
    assert said in text_of(page)


def test_whatever_opens_nothing_gets_the_same_bytes(two: Two, cleo: Actor) -> None:
    ada, ben = two
    used, taken_back, expired = invites(ada), invites(cleo), invites(ben)
    ben.client.send("/invite", {"do": "back"})
    takes_up(ben, used)
    cleo.client.send("/invite", {"do": "back"})
    pages = [
        OurClient().send("/j", {"code": code})
        for code in (used, taken_back, expired, keys.fresh_code(), "0" * 28)
    ]
    pages.append(OurClient().send("/j/words", {"words": "abacus " * 6}))
    assert {page.status_code for page in pages} == {410}
    assert len({page.content for page in pages}) == 1
    assert "This invitation has ended Nothing was shared. Ask for a new one." in text_of(pages[0])


def test_a_note_of_more_than_500_letters_is_kept_on_the_page_and_not_cut(two: Two) -> None:
    ada, _ = two
    go_on_without_the_questions(ada, "/invite")
    page = ada.client.send("/invite", {"note": "x" * 501})
    assert page.status_code == 422
    assert "x" * 501 in text_of(page)
    assert how_far(ada) is Status.NONE
    ada.client.send("/invite", {"note": "x" * 500})
    assert "x" * 500 in text_of(ada.client.get("/invite"))


def test_the_button_says_that_the_note_is_shared(two: Two) -> None:
    ada, _ = two
    go_on_without_the_questions(ada, "/invite")
    page = text_of(ada.client.get("/invite"))
    assert "Share as an invitation" in page
    assert "Ask at a calm moment, out loud." in page


def test_a_note_cannot_bring_markup(two: Two) -> None:
    ada, ben = two
    code = invites(ada, "<b>x</b><script>alert(1)</script>")
    for page in (ada.client.get("/invite"), reads(OurClient(), code), reads(ben.client, code)):
        assert b"<script>alert" not in page.content
    assert b"&lt;b&gt;x" in reads(OurClient(), code).content


@pytest.mark.parametrize("path", ["/invite", "/invite/words"])
def test_where_nothing_joint_is_offered_not_now_leads_and_the_way_stays(
    two: Two, path: str
) -> None:
    ada, ben = two
    if path == "/invite/words":
        takes_up(ben, invites(ada))
    _afraid(ada, path)
    page = ada.client.get(path)
    assert '<a class="btn" href="/">Not now</a>' in page.content.decode()
    assert "all the same" in text_of(page)
    if path == "/invite":
        ada.client.send(path, {"note": ""})
        assert how_far(ada) is Status.OFFERED
    else:
        assert confirms(ada) == "/invite/words"


def test_who_is_afraid_can_still_read_leave_and_take_back(two: Two) -> None:
    ada, ben = two
    code = invites(ada)
    ben.client.send("/j", {"code": code})
    _afraid(ben, "/j")
    page = ben.client.get("/j").content.decode()
    assert page.index('value="no"') < page.index('value="yes"')
    assert '<button class="btn" name="do" value="no">Not now</button>' in page
    _afraid(ada, "/invite")
    ada.client.send("/invite", {"do": "back"})
    assert how_far(ada) is Status.NONE


def test_a_care_level_changes_nothing_on_the_others_pages(two: Two) -> None:
    ada, ben = two
    takes_up(ben, invites(ada))
    go_on = ada.client.get("/invite/words")
    _afraid(ben, "/invite/words")
    assert text_of(ada.client.get("/invite/words")) == text_of(go_on)


@pytest.mark.parametrize("path", ["/invite", "/invite/words"])
def test_a_strangers_pages_hold_nothing_of_the_two(
    ada: Actor, ben: Actor, dan: Actor, path: str
) -> None:
    dan.client.send("/invite", {"quiet": "skip"})
    page = text_of(dan.client.get(path, follow=True))
    for name in ("Ada", "Ben"):
        assert name not in page
    assert "Ben" in text_of(ada.client.get("/invite"))


def test_the_lone_pages_of_pairing_are_for_whoever_is_signed_in(db: None) -> None:
    for path in ("/invite", "/invite/words"):
        assert OurClient().get(path).status_code == 401
    assert OurClient().post("/invite/aloud", {"do": "speak"}).status_code == 401


def _afraid(actor: Actor, path: str) -> Any:
    """Answer the private questions so that nothing joint is offered any more."""
    for step in ("start", "alone"):
        actor.client.send(path, {"quiet": step})
    actor.client.send(path, {"quiet": "answer", "q1": "yes"})
    actor.client.send(path, {"quiet": "done"})
    assert actor.visit.care is not None
