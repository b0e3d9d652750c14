"""Private forms: their key, our words, and nothing that a browser would remember."""

from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string

from nearer.ui.forms import Answers, PrivateForm, Tick

KEY = "0f" * 16


class Letter(PrivateForm):
    title = forms.CharField(label="Title", max_length=9, help_text="Short.")
    text = forms.CharField(label="Text", widget=forms.Textarea)
    own = forms.CharField(label="Own", required=False, error_messages={"invalid": "As we say it."})


class Choice(PrivateForm):
    often = forms.ChoiceField(choices=[("1", "Never"), ("2", "Rarely")], widget=Answers)
    adult = forms.BooleanField(label="I am 18.", widget=Tick)


def letter(**fields: str) -> Letter:
    """A letter, filled in but for what a test changes."""
    return Letter({"key": KEY, "title": "Hello", "text": "You were kind."} | fields)


def private(**context: Any) -> str:
    """What stands in a private form."""
    return render_to_string("ui/private.html", context)


def test_the_key_cleans_to_sixteen_bytes() -> None:
    form = letter()
    assert form.is_valid()
    assert form.cleaned_data["key"] == bytes.fromhex(KEY)


@pytest.mark.parametrize("key", ["", "0f", "zz" * 16, KEY + "00", "é" * 16])
def test_another_key_is_refused_in_words_that_say_what_to_do(key: str) -> None:
    form = letter(key=key)
    assert form.errors["key"] == ["This page has grown old. Open it again."]
    assert "This page has grown old" in str(form)


def test_a_second_try_keeps_the_key_of_the_first() -> None:
    form = letter(title="")
    assert not form.is_valid()
    assert f'value="{KEY}"' in private(form=form, form_key="11" * 16)


def test_a_fresh_form_takes_the_pages_key() -> None:
    assert 'value="1111' in private(form=Letter(), form_key="11" * 16)


def test_a_broken_key_is_replaced_so_that_the_next_try_can_succeed() -> None:
    form = letter(key="<b>")
    assert not form.is_valid()
    assert 'value="1111' in private(form=form, form_key="11" * 16)


def test_the_nameless_password_keeps_the_text_off_the_disk() -> None:
    assert '<input type="password" value="x" hidden autocomplete="off">' in private()


def test_errors_speak_in_our_voice_and_a_forms_own_words_stay() -> None:
    form = letter(title="Far too long a title", text="")
    assert form.errors["title"] == ["This is longer than 9 letters. Shorten it; nothing is lost."]
    assert form.errors["text"] == ["This is still empty."]
    assert form.fields["own"].error_messages["invalid"] == "As we say it."


def test_what_is_missing_is_said_as_fits_the_field() -> None:
    errors = Choice({"key": KEY}).errors
    assert errors["often"] == ["Choose one of these."]
    assert errors["adult"] == ["Tick this to go on."]


def test_no_field_lets_the_browser_remember_preset_or_cut() -> None:
    page = str(Letter()) + str(Choice())
    inputs = [
        piece.partition(">")[0]
        for piece in page.split("<")
        if piece.startswith(("input", "textarea"))
    ]
    assert len(inputs) == 6
    assert all('autocomplete="off"' in one for one in inputs)
    assert not any(word in page for word in ("required", "maxlength", "checked", "placeholder"))


def test_a_field_names_its_hint_and_what_is_amiss() -> None:
    page = str(letter(title=""))
    assert 'aria-describedby="f-title_helptext f-title_error"' in page
    assert 'id="f-title_error"' in page
    assert 'id="f-title_helptext"' in page


def test_two_things_amiss_are_listed_with_links() -> None:
    assert "#f-title" not in str(letter(title=""))
    both = str(letter(title="", text=""))
    assert 'href="#f-title"' in both
    assert 'href="#f-text"' in both


def test_what_was_typed_is_shown_again_escaped() -> None:
    page = str(letter(title="", text="<b>You & me</b>"))
    assert "&lt;b&gt;You &amp; me&lt;/b&gt;" in page
