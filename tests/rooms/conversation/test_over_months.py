"""Talks and preparations that reach over months, and the pages that two have signed."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from nearer.rooms.conversation import acts, talks
from nearer.rooms.conversation.floor import Stage, Talk
from nearer.rooms.conversation.records import Mode, Side, Subject, What
from nearer.vault import read
from nearer.vault.visit import Visit
from tests.conftest import Actor

WORDS = "Dinner is ours."
MOMENT = "name-moment"


@pytest.fixture(autouse=True)
def asked_before(ada: Actor, ben: Actor) -> None:
    """The private questions come before the first joint page of a session; here they have come."""
    for actor in (ada, ben):
        actor.client.send("/today", {"quiet": "close"})


def on(actor: Actor, month: int, day: int) -> Visit:
    """A visit of somebody on a day of 2025, at noon."""
    visit = actor.visit
    visit.now = datetime(2025, month, day, 12, tzinfo=UTC)
    return visit


def begins(visit: Visit, mode: Mode = Mode.LETTER, key: bytes = b"k" * 16) -> Talk:
    return acts.begin(visit, key=key, subject=Subject.NAME, mode=mode, first=Side(visit.side))


def does(visit: Visit, talk: Talk, what: What, text: str = "") -> Talk:
    return acts.move(visit, talk=talk.id, seen=talk.mark, what=what, text=text)


def page(actor: Actor, path: str) -> str:
    shown = actor.client.get(path)
    assert shown.status_code == 200, (path, shown.status_code)
    return str(shown.content.decode())


def main(actor: Actor, path: str) -> str:
    """What a page says, without its tags."""
    whole = page(actor, path)
    inner = whole[whole.index("<main") : whole.index("</main")]
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", inner))


def signs_a_page(ada: Any, ben: Any, *, key: bytes = b"k" * 16) -> Talk:
    """Both go through a talk on two phones. ada, ben: give a visit for the next move."""
    talk = begins(ada(), Mode.TWO, key)
    steps = [(ada, What.HERE), (ben, What.HERE)]
    for one, other in ((ada, ben), (ben, ada)):
        steps += [(one, What.SAID), (other, What.HEARD), (one, What.GOT_IT)]
        steps += [(other, What.ANSWERED), (one, What.REPLIED)]
    steps += [(ada, What.THANKS), (ben, What.THANKS), (ben, What.TEXT)]
    for who, what in [*steps, (ada, What.SIGN), (ben, What.SIGN)]:
        talk = does(who(), talk, what, WORDS if what is What.TEXT else "")
    return talk


def test_letters_go_on_over_months_whatever_month_they_began_in(ada: Actor, ben: Actor) -> None:
    talk = begins(on(ada, 9, 29))
    talk = does(on(ada, 10, 2), talk, What.SAID, "one")
    talk = does(on(ben, 10, 20), talk, What.HEARD, "two")
    talk = does(on(ada, 10, 31), talk, What.GOT_IT)
    stands = acts.newest(on(ben, 11, 1))
    assert stands == talk
    talk = does(on(ben, 11, 2), talk, What.ANSWERED, "three")
    assert [line.text for line in talk.lines] == ["one", "two", "three"]
    assert acts.newest(on(ada, 12, 30)) == talk
    over = does(on(ada, 12, 30), talk, What.END)
    assert acts.newest(on(ben, 12, 31)) == over, "it is over for both, and can still be read"


def test_what_goes_on_over_months_is_offered_today(ada: Actor, ben: Actor) -> None:
    from nearer.rooms.conversation import offers

    def offered(actor: Actor) -> set[str]:
        visit = on(actor, 11, 3)
        return {offer.key for offer in offers.offers(read.recent(visit), visit.now)}

    talk = does(on(ada, 9, 29), begins(on(ada, 9, 29)), What.SAID, "one")
    talk = does(on(ben, 10, 30), talk, What.HEARD, "two")
    assert "open-talk" in offered(ada)
    does(on(ada, 11, 2), talk, What.END)
    assert "open-talk" not in offered(ada)


def test_a_talk_that_nobody_touched_for_two_months_does_not_come_back(
    ada: Actor, ben: Actor
) -> None:
    left = does(on(ada, 6, 3), begins(on(ada, 6, 2), key=b"l" * 16), What.SAID, "long ago")
    assert acts.newest(on(ben, 9, 1)) is None
    other = does(on(ada, 9, 2), begins(on(ada, 9, 2)), What.SAID, "one")
    other = does(on(ada, 10, 2), other, What.END)
    newest = acts.newest(on(ben, 11, 1))
    assert newest is not None
    assert (newest.id, newest.is_over) == (other.id, True)
    assert left.id != other.id


def test_the_usual_path_reads_the_recent_shelves_alone(
    ada: Actor, ben: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole: list[bytes] = []
    everything = read.everything
    monkeypatch.setattr(read, "everything", lambda v, s: whole.append(s.id) or everything(v, s))
    begins(ada.visit)
    talk = does(ada.visit, acts.newest(ada.visit) or begins(ada.visit), What.SAID, "one")
    assert ben.client.get("/room?part").status_code == 200
    does(ben.visit, talk, What.HEARD, "two")
    assert whole == []
    assert page(ada, "/talks")
    assert whole, "and where it reads all, this test would see it"


def test_signed_pages_stay_with_both_whatever_began_since_and_however_old(
    ada: Actor, ben: Actor
) -> None:
    signs_a_page(lambda: on(ada, 8, 20), lambda: on(ben, 8, 20))
    begins(ada.visit, key=b"n" * 16)
    for actor in (ada, ben):
        said = main(actor, "/talks")
        assert WORDS in said
        assert "Signed by both of you" in said
        assert "Say what it is like" in said
        assert "20 August 2025" in said


def test_what_was_signed_and_taken_out_since_is_not_said_to_be_signed(
    ada: Actor, ben: Actor
) -> None:
    signs_a_page(lambda: ada.visit, lambda: ben.visit)
    assert "It stays with both of you" in main(ada, "/room")
    acts.stop(ben.visit, "talks")
    for path in ("/room", "/talks"):
        said = main(ada, path)
        assert WORDS not in said
        assert "Signed by both" not in said
        assert "have signed the page" not in said
        assert "words were taken out" in said


def test_words_taken_out_before_both_had_signed_cannot_be_signed(ada: Actor, ben: Actor) -> None:
    talk = begins(ada.visit, Mode.TWO)
    steps = [(ada, What.HERE), (ben, What.HERE)]
    for one, other in ((ada, ben), (ben, ada)):
        steps += [(one, What.SAID), (other, What.HEARD), (one, What.GOT_IT)]
        steps += [(other, What.ANSWERED), (one, What.REPLIED)]
    for who, what in [*steps, (ada, What.THANKS), (ben, What.THANKS), (ben, What.TEXT)]:
        talk = does(who.visit, talk, what, WORDS if what is What.TEXT else "")
    talk = does(ben.visit, talk, What.SIGN)
    acts.stop(ben.visit, "talks")
    said = main(ben, "/room")
    assert "You have signed it" not in said
    assert "were taken out" in said
    with pytest.raises(acts.NotNow):
        acts.sign(ada.visit, talk=talk.id, seen=talk.mark, text="")
    stands = acts.newest(ada.visit)
    assert stands is not None
    assert stands.stage is Stage.PAGE


def test_what_was_written_in_a_talk_that_ended_stays_readable(ada: Actor, ben: Actor) -> None:
    talk = does(on(ada, 6, 3), begins(on(ada, 6, 2)), What.SAID, "It was the phone.")
    does(on(ben, 6, 4), talk, What.END)
    begins(ada.visit, key=b"n" * 16)
    for actor in (ada, ben):
        assert f"/room?talk={talk.id.hex()}" in page(actor, "/talks")
        assert "It was the phone." in main(actor, f"/room?talk={talk.id.hex()}")
    acts.stop(ada.visit, "talks")
    assert f"/room?talk={talk.id.hex()}" not in page(ben, "/talks")
    assert ben.client.get(f"/room?talk={'00' * 16}").status_code == 404


def test_old_letters_and_words_are_named_among_what_the_other_can_read(
    ada: Actor, ben: Actor
) -> None:
    acts.give_letter(on(ada, 3, 2), key=b"q" * 16, text="About Tuesday.")
    does(on(ada, 3, 2), begins(on(ada, 3, 2)), What.SAID, "one")
    assert {thing.key for thing in acts.shared(on(ada, 11, 20))} == {"letters", "talks"}


def test_a_preparation_of_last_spring_is_shown_and_can_be_emptied(ada: Actor, ben: Actor) -> None:
    def prepared(month: int) -> str:
        visit = on(ada, month, 20)
        ready = talks.prepared(read.everything(visit, visit.me), Subject.NAME)
        return next(one.text for one in ready if one.prompt.id == MOMENT)

    acts.prepare(on(ada, 3, 20), subject=Subject.NAME, texts=[(MOMENT, "An evening in March")])
    begins(ada.visit, Mode.TWO)
    assert "An evening in March" in main(ada, "/room")
    acts.prepare(on(ada, 11, 20), subject=Subject.NAME, texts=[(MOMENT, "")])
    assert prepared(11) == ""
    assert "An evening in March" not in main(ada, "/room")
