"""The composer, letters, the deck and the seven minutes, through the pages."""

import html
import json
import re

import pytest
from msgspec.structs import replace

from nearer.rooms.conversation import deck, frames
from nearer.rooms.conversation.records import Letter, Observed, OwnWords, UsedQuestions
from nearer.vault import read
from nearer.vault.models import RecordRow
from nearer.vault.write import change_keyring
from tests.conftest import Actor

BLAME = "You never listen. I would like ten minutes after dinner, just us."


@pytest.fixture(autouse=True)
def asked_before(ada: Actor, ben: Actor, cleo: Actor) -> None:
    """The private questions come before the first joint page of a session; here they have come."""
    for actor in (ada, ben, cleo):
        actor.client.send("/today", {"quiet": "close"})


def page(actor: Actor, path: str) -> str:
    shown = actor.client.get(path)
    assert shown.status_code == 200, (path, shown.status_code)
    return html.unescape(shown.content.decode())


# The composer ------------------------------------------------------------------------------------


def test_looking_marks_what_may_hurt_and_stores_nothing(cleo: Actor) -> None:
    rows = RecordRow.objects.count()
    shown = cleo.client.send("/words", {"text": BLAME, "do": "look"})
    assert shown.status_code == 200
    text = html.unescape(shown.content.decode())
    assert re.search(r'<mark class="cue">[^<]*never', text)
    assert "Always, never, everything" in text
    assert RecordRow.objects.count() == rows


def test_the_fragment_says_the_same_and_stores_nothing(cleo: Actor) -> None:
    rows = RecordRow.objects.count()
    shown = cleo.client.send("/words/heard", {"text": BLAME})
    assert shown.status_code == 200
    assert "<html" not in shown.content.decode()
    assert '<mark class="cue">' in shown.content.decode()
    assert RecordRow.objects.count() == rows


@pytest.mark.parametrize(
    "text",
    ["Thank you for waiting up, I was so tired.", "The boiler never works. Shall I ring them?"],
)
def test_a_kind_or_plain_sentence_is_not_marked(cleo: Actor, text: str) -> None:
    shown = cleo.client.send("/words/heard", {"text": text}).content.decode()
    assert '<mark class="cue">' not in shown
    assert "no promise of how it lands" in shown


def test_words_of_danger_bring_help_instead_of_coaching(cleo: Actor) -> None:
    shown = cleo.client.send("/words/heard", {"text": "I want to die. You never listen."})
    text = shown.content.decode()
    assert 'href="/help"' in text
    assert '<mark class="cue">' not in text


def test_a_wording_that_is_tapped_takes_the_place_of_the_stretch(cleo: Actor) -> None:
    shown = cleo.client.send("/words", {"text": BLAME, "do": "look"}).content.decode()
    tries = re.findall(r'value="(try:\d+\.\d+)"[^>]*data-text="([^"]*)"', shown)
    assert tries
    name, wording = tries[0]
    again = cleo.client.send("/words", {"text": BLAME, "do": name})
    field = re.search(r"<textarea[^>]*>(.*?)</textarea>", again.content.decode(), re.DOTALL)
    assert field is not None
    assert html.unescape(wording) in html.unescape(field[1])
    assert "ten minutes after dinner" in html.unescape(field[1])


def test_a_draft_is_kept_only_when_asked_and_changed_in_its_place(cleo: Actor) -> None:
    kept = cleo.client.send("/words", {"text": "first", "do": "keep"})
    assert kept.status_code == 303
    name = kept["Location"].partition("kept=")[2]
    assert "first" in page(cleo, kept["Location"])
    cleo.client.send("/words", {"text": "second", "do": "talk", "kept": name})
    (entry,) = read.everything(cleo.visit, cleo.visit.me).of(OwnWords)
    assert (entry.record.text, entry.record.use) == ("second", "talk")
    assert "second" in page(cleo, "/talks/name")


@pytest.mark.parametrize("frame", ["both", "straight", "thanks"])
def test_a_form_becomes_a_message(cleo: Actor, frame: str) -> None:
    fields = re.findall(r'<textarea[^>]* name="(\w+)"', page(cleo, f"/words/form/{frame}"))
    shown = cleo.client.send(f"/words/form/{frame}", dict.fromkeys(fields, "one thing"))
    assert shown.status_code == 200
    field = re.search(r"<textarea[^>]*>(.*?)</textarea>", shown.content.decode(), re.DOTALL)
    assert field is not None
    assert field[1].count("one thing") == len(fields)


def test_a_picked_word_stands_where_nothing_was_typed(cleo: Actor) -> None:
    shown = cleo.client.send("/words/form/both", {"feeling": "", "feeling-pick": "lonely"})
    assert "I feel lonely." in shown.content.decode()


def test_picked_words_join_what_was_typed(cleo: Actor) -> None:
    picked = {"feeling": "I feel a bit", "feeling-pick": ["lonely", "tired"]}
    shown = cleo.client.send("/words/form/both", picked)
    assert "I feel a bit lonely and tired." in shown.content.decode()


def test_an_empty_form_says_what_is_missing_and_keeps_what_stands_in_it(cleo: Actor) -> None:
    assert "Nothing stands here yet" not in page(cleo, "/words/form/both")
    shown = cleo.client.send("/words/form/both", {"need": "I need"})
    assert shown.status_code == 422
    text = shown.content.decode()
    assert "Nothing stands here yet" in text
    assert re.search(r'name="need"[^>]*>\s*I need</textarea>', text)


def test_a_form_shows_the_words_that_stand_before_each_field(cleo: Actor) -> None:
    shown = page(cleo, "/words/form/both")
    found = re.findall(r'<p class="voice" id="f-\w+-before">(.*?)</p>', shown)
    assert found == [
        "I understand …",
        "When …",
        "I feel …",
        "I need …",
        "Would you be willing to …",
    ]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/words/form/both", {"view": "that you were tired", "need-pick": ["rest", "play"]}),
        ("/questions", {"do": "own", "text": "What did the sea sound like?"}),
    ],
)
def test_what_was_typed_comes_back_after_a_sessions_end(
    cleo: Actor, path: str, fields: dict[str, str | list[str]]
) -> None:
    sent = {"token": cleo.client.token, **fields}
    cleo.client.cookies.clear()
    locked = cleo.client.send(path, sent)
    assert locked.status_code == 401
    found = re.search(r'name="carried" value="([^"]*)"', locked.content.decode())
    assert found is not None
    parcel = json.loads(html.unescape(found[1]))
    assert parcel["path"] == path
    pairs = [(k, v) for k, vs in fields.items() for v in (vs if isinstance(vs, list) else [vs])]
    assert {tuple(pair) for pair in parcel["fields"]} >= set(pairs)


WRITING = ["/words", *(f"/words/form/{one.id}" for one in frames.frames()), "/questions"]


@pytest.mark.parametrize("path", WRITING)
def test_no_form_beside_a_field_can_lose_its_text(cleo: Actor, path: str) -> None:
    forms = re.findall(r"<form[^>]*>.*?</form>", page(cleo, path), re.DOTALL)
    ours = [form for form in forms if 'name="key"' in form]
    assert ours
    assert [form for form in ours if "data-keep" not in form.partition(">")[0]] == []


def test_kept_words_are_found_again_folded_and_only_by_their_writer(ada: Actor, ben: Actor) -> None:
    assert "Words that you kept" not in page(ada, "/words")
    ada.client.send("/words", {"text": "about Tuesday", "do": "keep"})
    kept = ada.client.send("/words", {"text": "about Monday", "do": "talk"})
    shown = page(ada, "/words")
    folded = re.findall(r"<details class=\"more\">(.*?)</details>", shown, re.DOTALL)
    found = [one for one in folded if "about " in one]
    assert ["about Monday" in one for one in found] == [True, False]
    assert "For a talk" in found[0]
    assert f'href="{kept["Location"]}"' in found[0]
    assert "A draft" in found[1]
    assert "about " not in re.sub(r"<details.*?</details>", "", shown, flags=re.DOTALL)
    assert "about " not in page(ben, "/words")


def test_keeping_says_where_the_words_went(cleo: Actor) -> None:
    kept = cleo.client.send("/words", {"text": "about Monday", "do": "talk"})["Location"]
    assert "where you prepare a talk" in page(cleo, kept)
    cleo.client.send("/words", {"text": "about Monday", "do": "keep", "kept": kept[-32:]})
    shown = page(cleo, kept)
    assert "where you prepare a talk" not in shown
    assert "it goes into no talk" in shown


def test_beside_words_of_danger_the_page_says_what_is_true_kept_or_not(ada: Actor) -> None:
    danger = {"text": "I want to die."}
    kept = ada.client.send("/words", {**danger, "do": "keep"})["Location"]
    looked = ada.client.send("/words", {**danger, "do": "look"}).content.decode()
    for shown in (looked, page(ada, kept)):
        assert "Your words are kept only if you keep them" in shown
        assert "is not stored" not in shown
        assert re.search(r'class="btn secondary"[^>]*value="talk"', shown)
    assert "Saved, sealed" in page(ada, kept)


def test_what_is_too_long_to_keep_is_not_read_and_the_card_says_so(cleo: Actor) -> None:
    text = "You never listen. " * 1200
    kept = cleo.client.send("/words", {"text": text, "do": "keep"})
    assert kept.status_code == 422
    assert "This is longer than 20000 letters" in kept.content.decode()
    for shown in (kept, cleo.client.send("/words/heard", {"text": text})):
        assert "Not read: it is longer than can be kept." in shown.content.decode()
        assert "When you have written something" not in shown.content.decode()
        assert '<mark class="cue">' not in shown.content.decode()


# Letters -----------------------------------------------------------------------------------------


def gives(actor: Actor, text: str) -> str:
    answered = actor.client.send("/words", {"text": text, "do": "letter"})
    assert (answered.status_code, answered["Location"]) == (303, "/letters")
    us = actor.visit.us
    assert us is not None
    return read.everything(actor.visit, us).of(Letter)[-1].id.hex()


def test_a_letter_is_read_by_the_other_and_shows_that_it_changed(ada: Actor, ben: Actor) -> None:
    name = gives(ada, "About Tuesday.")
    assert "About Tuesday." in page(ben, "/letters")
    assert "changed since" not in page(ben, "/letters")
    changed = ada.client.send(f"/letters/{name}", {"text": "About Monday.", "revision": "1"})
    assert changed.status_code == 303
    shown = page(ben, "/letters")
    assert "About Monday." in shown
    assert "changed since" in shown
    assert "About Tuesday." not in shown


def test_a_letter_can_be_taken_out_and_the_other_no_longer_finds_it(ada: Actor, ben: Actor) -> None:
    name = gives(ada, "About Tuesday.")
    assert ada.client.send("/entries", {"remove": name}).status_code == 303
    assert "About Tuesday." not in page(ben, "/letters")
    assert ben.client.get(f"/letters/{name}").status_code == 404


def test_what_was_taken_out_is_not_said_to_be_ones_own_alone(ada: Actor) -> None:
    name = gives(ada, "About Tuesday.")
    ada.client.send("/entries", {"remove": name})
    shown = page(ada, "/entries")
    assert "Removed." in shown
    assert "only your key" not in shown
    assert "the one that the two of you share" in shown


def test_giving_is_marked_so_that_other_words_do_not_go_by_themselves(ada: Actor) -> None:
    (letter,) = re.findall(r'<button[^>]*value="letter"[^>]*>', page(ada, "/words"))
    assert "data-gives" in letter


def test_nobody_changes_the_others_letter(ada: Actor, ben: Actor, cleo: Actor) -> None:
    name = gives(ada, "About Tuesday.")
    for actor, path in ((ben, f"/letters/{name}"), (cleo, f"/letters/{name}")):
        assert actor.client.send(path, {"text": "mine", "revision": "1"}).status_code == 404
    assert "About Tuesday." in page(ben, f"/letters/{name}")
    assert "<textarea" not in page(ben, f"/letters/{name}")


def test_two_tabs_of_its_writer_lose_nothing(ada: Actor, ben: Actor) -> None:
    name = gives(ada, "one")
    ada.client.send(f"/letters/{name}", {"text": "two", "revision": "1"})
    shown = ada.client.send(f"/letters/{name}", {"text": "three", "revision": "1"})
    text = shown.content.decode()
    assert shown.status_code == 422
    assert "two" in text
    assert "three" in text


def test_alone_a_letter_cannot_be_given_and_the_page_says_so_beside_the_words(cleo: Actor) -> None:
    assert "Give as a letter" not in page(cleo, "/words")
    assert "Nothing was given" not in page(cleo, "/words")
    rows = RecordRow.objects.count()
    shown = cleo.client.send("/words", {"text": "to nobody", "do": "letter"})
    assert shown.status_code == 422
    text = shown.content.decode()
    assert "A letter needs two" in text
    assert "Nothing was given" in text
    assert re.search(r"<textarea[^>]*>\s*to nobody</textarea>", text)
    assert RecordRow.objects.count() == rows
    assert "A letter needs two" in page(cleo, "/letters")


def test_where_we_go_carefully_a_letter_is_not_given_and_the_page_says_no_reason(
    ada: Actor, ben: Actor
) -> None:
    change_keyring(ada.visit, lambda keyring: replace(keyring, care=2))
    shown = ada.client.send("/words", {"text": "later", "do": "letter"})
    assert shown.status_code == 422
    assert "What is for two rests for now" in shown.content.decode()
    assert "later" not in page(ben, "/letters")


def test_while_one_rests_a_letter_is_not_given_and_nothing_says_that_two_are_missing(
    ada: Actor, ben: Actor
) -> None:
    ada.client.send("/you/rest", {"how": "open"})
    shown = ada.client.send("/words", {"text": "later", "do": "letter"})
    assert shown.status_code == 422
    assert "What is for two rests for now" in shown.content.decode()
    assert "later" not in page(ben, "/letters")


# The deck ----------------------------------------------------------------------------------------


def card(actor: Actor) -> str:
    found = re.search(r'name="card" value="([^"]*)"', page(actor, "/questions"))
    assert found is not None
    return found[1]


def test_a_reload_shows_the_same_card_and_skipping_leaves_no_trace(cleo: Actor) -> None:
    first = card(cleo)
    assert card(cleo) == first
    rows = RecordRow.objects.count()
    cleo.client.send("/questions", {"do": "skip", "card": first})
    assert card(cleo) != first
    assert RecordRow.objects.count() == rows


def test_what_was_asked_does_not_come_again(cleo: Actor) -> None:
    seen = []
    for _ in range(12):
        seen.append(card(cleo))
        cleo.client.send("/questions", {"do": "asked", "card": seen[-1]})
    assert len(set(seen)) == len(seen)
    used = read.everything(cleo.visit, cleo.visit.me).newest(UsedQuestions)
    assert used is not None
    assert set(used.record.ids) == set(seen)


def asks_all_in(actor: Actor, **chosen: str) -> list[str]:
    actor.client.send("/questions", {"do": "choose", **chosen})
    asked = []
    while name := card(actor):
        asked.append(name)
        assert len(asked) < 40
        actor.client.send("/questions", {"do": "asked", "card": name})
    return asked


def test_within_a_choice_none_comes_twice_and_then_the_page_says_so(cleo: Actor) -> None:
    asked = asks_all_in(cleo, depth="play", sign="time")
    assert len(set(asked)) == len(asked) == 18
    shown = page(cleo, "/questions")
    assert "All of these were asked" in shown
    assert "Any other question" in shown
    cleo.client.send("/questions", {"do": "choose"})
    assert card(cleo) not in {"", *asked}


def test_a_choice_begins_anew_without_the_others(cleo: Actor) -> None:
    care, need = asks_all_in(cleo, kind="cared-for"), asks_all_in(cleo, kind="unmet-needs")
    cleo.client.send("/questions", {"do": "anew", "card": ""})
    assert card(cleo) in need
    used = deck.used(read.everything(cleo.visit, cleo.visit.me))
    assert used == set(care)


def test_skipping_shows_every_card_of_a_choice_before_one_comes_again(cleo: Actor) -> None:
    cleo.client.send("/questions", {"do": "choose", "kind": "cared-for"})
    seen = []
    for _ in range(9):
        seen.append(card(cleo))
        cleo.client.send("/questions", {"do": "skip", "card": seen[-1]})
    assert len(set(seen[:8])) == 8
    assert seen[8] == seen[0]


def test_what_one_asked_is_not_noticed_in_the_others_deck(ada: Actor, ben: Actor) -> None:
    before = re.sub(r'value="[0-9a-f]{32}"', "", page(ben, "/questions"))
    ada.client.send("/questions", {"do": "asked", "card": card(ben)})
    assert card(ada) != card(ben)
    assert re.sub(r'value="[0-9a-f]{32}"', "", page(ben, "/questions")) == before


def test_an_own_question_joins_only_ones_own_deck(ada: Actor, ben: Actor) -> None:
    ada.client.send("/questions", {"do": "own", "text": "What did the sea sound like?"})
    me = read.everything(ada.visit, ada.visit.me).entries
    assert any("sea sound" in getattr(entry.record, "text", "") for entry in me)
    assert all(
        "sea sound" not in getattr(entry.record, "text", "")
        for entry in read.everything(ben.visit, ben.visit.me).entries
    )


# Seven minutes -----------------------------------------------------------------------------------


def test_three_parts_are_one_round_and_a_new_one_begins_beside_it(cleo: Actor) -> None:
    for part in "123":
        answered = cleo.client.send("/aside", {"part": part, "text": f"part {part}"})
        assert answered.status_code == 303
    assert "part 2" in page(cleo, "/aside?part=2")
    cleo.client.send("/aside", {"part": "1", "text": "another evening", "anew": "1"})
    written = [entry.record for entry in read.everything(cleo.visit, cleo.visit.me).of(Observed)]
    assert sorted(record.text for record in written) == [
        "another evening",
        "part 1",
        "part 2",
        "part 3",
    ]
    assert len({record.made for record in written}) == 2
