"""The pages for oneself: the week, noticing, effects, notes, and a page that keeps nothing."""

import re
from datetime import timedelta
from typing import Any

import pytest

from nearer.article import Direction, Sign
from nearer.rooms.awareness import acts, pulse
from nearer.rooms.awareness.records import EffectAnswer, Note, Noticing, PulseAnswer, Reflection
from nearer.vault import read
from tests.rooms.awareness.builders import saying

PAGES = ["/week", "/week/1", "/noticed", "/effects", "/effects/us/7", "/learned", "/learned/1",
         "/note", "/picture/then", "/entries"]  # fmt: skip
KEY = "ab" * 16


def page(actor: Any, path: str) -> str:
    answer = actor.client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def kept(actor: Any, kind: type[Any]) -> list[Any]:
    return [entry.record for entry in read.everything(actor.visit, actor.visit.me).of(kind)]


def test_five_taps_answer_a_week_and_lead_back_to_it(cleo: Any) -> None:
    for number in range(1, 6):
        answer = cleo.client.send(f"/week/{number}", {"answer": "4"})
        expected = f"/week/{number + 1}" if number < 5 else "/week"
        assert (answer.status_code, answer["Location"]) == (303, expected)
    assert len(kept(cleo, PulseAnswer)) == 5
    assert "Done for this week" in page(cleo, "/week")


def test_a_doubled_tap_counts_once_and_rather_not_say_is_kept(cleo: Any) -> None:
    for given in ("4", "4", "none"):
        cleo.client.send("/week/1", {"answer": given})
    assert [record.answer for record in kept(cleo, PulseAnswer)] == [None]
    assert "You rather did not say." in page(cleo, "/week/1")


def test_a_tap_without_an_answer_saves_nothing(cleo: Any) -> None:
    assert cleo.client.send("/week/1", {"answer": "9"}).status_code == 200
    assert kept(cleo, PulseAnswer) == []


@pytest.mark.parametrize("path", ["/week/6", "/week/0", "/effects/me/7", "/learned/9"])
def test_what_is_not_asked_is_not_found(cleo: Any, path: str) -> None:
    assert cleo.client.get(path).status_code == 404


def test_a_line_comes_after_three_weeks_and_says_what_it_needs_before(cleo: Any) -> None:
    visit = cleo.visit
    for back in range(1, 4):
        week = pulse.week_of(visit.today) - back * pulse.WEEK
        acts.answer_week(visit, week=week, item="time", answer=4)
        shown = page(cleo, "/week")
        assert ("A line needs three weeks" in shown) is (back < 3)
        assert ("The same as a table" in shown) is (back == 3)


def test_never_safe_to_speak_brings_help_forward(cleo: Any) -> None:
    cleo.client.send("/week/5", {"answer": "2"})
    assert "did not feel safe to speak" not in page(cleo, "/week")
    cleo.client.send("/week/5", {"answer": "1"})
    assert "did not feel safe to speak" in page(cleo, "/week")


@pytest.mark.parametrize(
    ("what", "seen", "mine"),
    [("theirs-seen", True, False), ("theirs-missed", False, False),
     ("mine-seen", True, True), ("mine-missed", False, True)],
)  # fmt: skip
def test_one_tap_is_enough(cleo: Any, what: str, seen: bool, mine: bool) -> None:
    answer = cleo.client.send("/noticed", {"what": what})
    assert (answer.status_code, answer["Location"]) == (303, "/noticed")
    assert [(one.seen, one.mine, one.line) for one in kept(cleo, Noticing)] == [(seen, mine, "")]
    assert "Noted, sealed, only yours." in page(cleo, "/noticed")


def test_a_tap_is_undone_on_its_own_page(cleo: Any) -> None:
    cleo.client.send("/noticed", {"what": "mine-seen", "text": "a wink"})
    assert "a wink" in page(cleo, "/noticed")
    for _ in range(2):
        assert cleo.client.send("/noticed", {"undo": "yes"}).status_code == 303
    assert [(one.removed, one.line) for one in kept(cleo, Noticing)] == [(True, "")]
    assert "a wink" not in page(cleo, "/noticed")


def test_the_same_form_sent_twice_is_one_noticing(cleo: Any) -> None:
    for _ in range(2):
        cleo.client.send("/noticed", {"what": "mine-seen", "key": KEY})
    assert len(kept(cleo, Noticing)) == 1


def test_heavy_answers_bring_help_before_anything_else(cleo: Any) -> None:
    assert "sounds heavy" not in page(cleo, "/effects")
    answer = cleo.client.send("/effects/me/3", {"answer": "5"})
    assert answer["Location"] == "/effects/me/4"
    shown = page(cleo, "/effects")
    assert shown.index("sounds heavy") < shown.index("On me")
    assert "sounds heavy" in page(cleo, "/effects/me/4")


def test_the_effects_check_keeps_what_was_said_and_may_be_left_anywhere(cleo: Any) -> None:
    for number, given in ((1, "2"), (2, "none"), (3, "1")):
        cleo.client.send(f"/effects/mine/{number}", {"answer": given})
    assert [one.answer for one in kept(cleo, EffectAnswer)] == [2, None, 1]
    assert "Begun. It goes on where you stopped" in page(cleo, "/effects")
    assert cleo.client.send("/effects/mine/4", {"answer": "1"})["Location"] == "/effects"


def test_a_reflection_is_kept_and_can_be_changed(cleo: Any) -> None:
    for text in ("soup", "soup and quiet"):
        assert cleo.client.send("/learned/1", {"text": text}).status_code == 303
    assert [one.text for one in kept(cleo, Reflection)] == ["soup and quiet"]
    assert "soup and quiet" in page(cleo, "/learned/1")
    assert cleo.client.send("/learned/1", {"text": " "}).status_code == 200


def test_a_note_is_kept_read_and_changed(cleo: Any) -> None:
    answer = cleo.client.send("/note", {"text": "a long day", "key": KEY})
    assert answer.status_code == 303
    assert "a long day" in page(cleo, answer["Location"])
    entry = answer["Location"].partition("=")[2]
    cleo.client.send("/note", {"text": "a good day", "entry": entry, "revision": "1"})
    assert [one.text for one in kept(cleo, Note)] == ["a good day"]
    assert "You changed it" in page(cleo, answer["Location"])


def test_two_tabs_show_both_texts_and_lose_neither(cleo: Any) -> None:
    path = cleo.client.send("/note", {"text": "first"})["Location"]
    entry = path.partition("=")[2]
    cleo.client.send("/note", {"text": "second", "entry": entry, "revision": "1"})
    late = {"text": "third", "entry": entry, "revision": "1"}
    answer = cleo.client.send("/note", late)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "Both texts are here" in shown
    assert ("second" in shown, "third" in shown) == (True, True)
    assert [one.text for one in kept(cleo, Note)] == ["second"]
    base = re.search(r'name="revision" value="(\d+)"', shown)
    assert base is not None
    cleo.client.send("/note", {**late, "do": "apart"})
    assert sorted(one.text for one in kept(cleo, Note)) == ["second", "third"]
    cleo.client.send("/note", {**late, "revision": base[1]})
    assert sorted(one.text for one in kept(cleo, Note)) == ["third", "third"]


def test_a_heavy_note_offers_somebody_to_talk_with_to_its_writer(cleo: Any) -> None:
    path = cleo.client.send("/note", {"text": "I do not want to live any more."})["Location"]
    assert "What you wrote sounds heavy" in page(cleo, path)


@pytest.mark.parametrize("entry", ["0" * 32, "nothing"])
def test_a_note_that_is_nobodys_is_not_found(cleo: Any, entry: str) -> None:
    assert cleo.client.get(f"/note?entry={entry}").status_code == 404


def test_what_one_keeps_reaches_no_page_of_the_other(ada: Any, ben: Any) -> None:
    words = "umbrella"
    path = ada.client.send("/note", {"text": words})["Location"]
    ada.client.send("/noticed", {"what": "theirs-missed", "text": words})
    ada.client.send("/learned/2", {"text": words})
    before = {path: _blank(page(ben, path)) for path in (*PAGES, "/today", "/you")}
    ada.client.send("/week/5", {"answer": "1"})
    ada.client.send("/effects/me/3", {"answer": "5"})
    for shown, earlier in before.items():
        assert words not in page(ben, shown)
        assert _blank(page(ben, shown)) == earlier
    assert ben.client.get(path).status_code == 404
    assert all(words in page(ada, shown) for shown in (path, "/noticed", "/learned/2", "/entries"))


def test_the_page_that_keeps_nothing_has_nothing_to_send_with(cleo: Any) -> None:
    shown = page(cleo, "/paper")
    main = shown[shown.index("<main") : shown.index("</main>")]
    field = re.search(r"<textarea[^>]*>", main)
    assert field is not None
    assert "name=" not in field[0]
    assert 'autocomplete="off"' in field[0]
    assert "<form" not in main
    assert cleo.client.send("/paper", {"text": "x"}).status_code == 405


def test_then_and_now_needs_two_checks(cleo: Any) -> None:
    assert "It needs two checks" in page(cleo, "/picture/then")


def _three_checks(actor: Any) -> None:
    for back, degree in ((150, 1), (75, 5), (0, 5)):
        begun = actor.visit.today - timedelta(days=back)
        for item, answer in saying(Sign.TIME, degree, degree).items():
            direction = Direction.RECEIVE
            acts.answer(actor.visit, begun=begun, direction=direction, item=item, answer=answer)


def test_the_newest_check_stands_beside_any_earlier_one(cleo: Any) -> None:
    _three_checks(cleo)
    before = page(cleo, "/picture/then")
    first = page(cleo, "/picture/then?back=2")
    assert "No clear change" in before
    assert "More often" not in before
    assert "More often" in first
    assert 'href="?back=2"' in before
    assert 'href="?back=1"' in first


@pytest.mark.parametrize("back", ["0", "9", "-1", "x", "99999"])
def test_a_check_that_is_not_there_is_the_nearest(cleo: Any, back: str) -> None:
    assert "It needs two checks" in page(cleo, f"/picture/then?back={back}")
    _three_checks(cleo)
    nearest = "2" if back == "9" else "1"
    shown = page(cleo, f"/picture/then?back={back}")
    assert f'href="?back={nearest}"' not in shown
    assert shown.count('href="?back=') == 1


def _blank(shown: str) -> str:
    return re.sub(r"[0-9a-f]{32}|data-left=\"\d+\"", "", shown)
