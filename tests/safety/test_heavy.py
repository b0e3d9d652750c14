"""Clear words only: a card at every sad sentence would teach people to write less."""

import pytest
from django.template.loader import render_to_string

from nearer.safety.heavy import sounds_heavy


@pytest.mark.parametrize(
    "text",
    [
        "Sometimes I want to die.",
        "I don\u2019t want to live like this",
        "i dont want to be here anymore",
        "I thought about killing myself",
        "They would be better off without me",
        "I feel SUICIDAL",
        "there is no reason to live",
        "I wish I were dead",
        "He hits me when he drinks",
        "She has choked me",
        "He put his hands around\nmy neck",
        "she said she'd kill me",
        "I am afraid he'll hurt the children",
        "I end my life in my head every night",
    ],
)
def test_clear_words_are_heard(text):
    assert sounds_heavy(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "We killed time at the station and I was dead tired.",
        "I could die laughing with him.",
        "He hits the ball well and would kill for ice cream.",
        "I am afraid of the talk on Sunday.",
        "My phone died. I want to dine out.",
        "She hurt my feelings and I cried all night.",
        "I cut myself shaving, it took my breath away.",
        "It is the end of my work life.",
        "We took our lives into our own hands and moved.",
        "I live for Fridays.",
    ],
)
def test_hard_days_are_not_taken_for_more(text):
    assert not sounds_heavy(text)


def test_both_ways_of_the_card_weigh_the_same():
    html = render_to_string("safety/heavy.html", {"back": "/today"})
    assert html.count('class="btn secondary"') == 2
    assert 'href="/help"' in html
    assert 'href="/today"' in html
