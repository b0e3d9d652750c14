"""Words that no page may say, with a planted fault for each rule."""

from pathlib import Path

import pytest
from django.conf import settings

import nearer
from nearer.house.routes import routes
from nearer.safety.words import Rule, in_address, in_template, spoken

SOURCE = Path(nearer.__file__).parent
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_template_says_a_refused_word(path):
    assert in_template(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("He committed suicide.", Rule.SUICIDE),
        ("after a failed suicide", Rule.SUICIDE),
        ("hanging yourself", Rule.SUICIDE),
        ("Last seen at 20:41", Rule.WATCHING),
        ("{{ ben.called }} is typing", Rule.WATCHING),
        ("Ben has not answered yours", Rule.WATCHING),
        ("Waiting for {{ partner.called }}", Rule.WATCHING),
        ("A streak of 5", Rule.WATCHING),
        ("5 days in a row", Rule.WATCHING),
        ("Talk to your partner about it", Rule.CONFRONTING),
        ("Raise it with them", Rule.CONFRONTING),
        ("Please choose one", Rule.VOICE),
        ("What a day!", Rule.VOICE),
        ("The victim decides", Rule.VOICE),
    ],
)
@pytest.mark.parametrize(
    "form",
    [
        "<p>{}</p>",
        '<p>{{% translate "{}" %}}</p>',
        "<p>{{% blocktranslate trimmed %}}{}{{% endblocktranslate %}}</p>",
        '<input aria-label="{}">',
    ],
)
def test_a_planted_phrase_is_found_and_named(said, rule, form):
    if "translate" in form and "{{" in said:
        said = said.replace("{{ ben.called }}", "%(name)s").replace(
            "{{ partner.called }}", "%(name)s"
        )
    (found,) = in_template("<h1>Notes</h1>\n\n" + form.format(said))
    assert (found.line, found.rule) == (3, rule)


@pytest.mark.parametrize(
    "kind",
    [
        "{# please #}",
        "{% comment %}streaks{% endcomment %}",
        "<!-- typing: is typing -->",
        '<a href="/please">x</a>',
        "<!doctype html>",
        "{% if a != b %}b{% endif %}",
        "You see it differently. What is said on paper is pleasing.",
    ],
)
def test_what_nobody_reads_is_not_judged(kind):
    assert in_template(kind) == []


def test_what_is_spoken_keeps_its_lines():
    assert spoken("a\n{# b\n c #}\n<p\n>d</p>").split("\n")[4].strip() == "d"


def test_no_address_tells_what_it_is_about():
    told = {route.path: in_address(route.path) for route in routes()}
    assert "/help" in told
    assert {path: words for path, words in told.items() if words} == {}


def test_no_cookie_or_name_tells_what_it_is_about():
    assert in_address(settings.SESSION_COOKIE_NAME) == []


@pytest.mark.parametrize("address", ["/safety", "/couple/1", "/abuse-help", "/private/notes"])
def test_a_telling_address_is_found(address):
    assert in_address(address)
