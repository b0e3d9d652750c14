"""Words in one spelling, and the way back to the text."""

from hypothesis import given
from hypothesis import strategies as st

from nearer.language.clauses import sentences
from nearer.language.grammar import language
from nearer.language.normalise import Spelling, fold

ENGLISH = language("en").spelling
WIDE = "\uff39\uff2f\uff35"  # you, in full-width capitals
ANY = st.text(st.characters(exclude_categories=()), max_size=200)


def words(text: str) -> list[str]:
    return fold(text, ENGLISH).words


def test_contractions_are_opened_and_share_a_place() -> None:
    folded = fold("You're late", ENGLISH)
    assert folded.words == ["you", "are", "late"]
    assert list(zip(folded.starts, folded.ends, strict=True)) == [(0, 6), (0, 6), (7, 11)]


def test_texting_forms_become_words() -> None:
    assert words("u dont wanna talk bc ur tired") == [
        "you", "do", "not", "want", "to", "talk", "because", "ur", "tired",
    ]  # fmt: skip


def test_long_runs_of_a_letter_are_shortened() -> None:
    assert words("sooooo gooood") == ["so", "good"]


def test_full_width_accents_and_curly_quotes_are_folded() -> None:
    assert words(f"{WIDE} don\u2019t café") == ["you", "do", "not", "cafe"]


def test_what_cannot_be_seen_is_left_out_and_stays_inside_the_word() -> None:
    folded = fold("ne\u200bver e\u0301t", Spelling())
    assert folded.words == ["never", "et"]
    assert (folded.starts, folded.ends) == ([0, 7], [6, 10])


def test_a_sentence_ends_at_stops_and_at_sixty_words() -> None:
    folded = fold("Is it? Yes.\nok " + "la " * 130, ENGLISH)
    found = sentences(folded)
    assert [sentence.asks for sentence in found][:2] == [True, False]
    assert max(sentence.last - sentence.first for sentence in found) == 60


@given(ANY)
def test_every_word_has_a_place_in_order(text: str) -> None:
    folded = fold(text, ENGLISH)
    assert len(folded.words) == len(folded.starts) == len(folded.ends)
    assert all(word for word in folded.words)
    assert folded.starts == sorted(folded.starts)
    for start, end in zip(folded.starts, folded.ends, strict=True):
        assert 0 <= start < end <= len(text)
