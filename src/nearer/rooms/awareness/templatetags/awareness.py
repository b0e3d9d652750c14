"""`{% load awareness %}`: this room's words for templates."""

from django import template
from django.utils.translation import gettext

from nearer.rooms.awareness import wording

register = template.Library()

register.filter("isolated", wording.isolated)
register.filter("word", wording.word)
register.filter("sign_name", wording.name)
register.filter("sign_line", wording.line)
register.filter("toward", wording.toward)
register.filter("tell", wording.tell)
register.filter("both_words", wording.both_words)
register.filter("verdict", wording.verdict)
register.filter("heading", wording.heading)
register.filter("lead", wording.lead)
register.filter("solo_heading", wording.solo_heading)
register.filter("because", wording.because)
register.filter("numbers", wording.numbers)
register.filter("left", wording.left)
register.filter("asked", wording.asked)
register.filter("finding", wording.finding)
register.filter("moved", wording.moved)
register.filter("then_and_now", wording.then_and_now)
register.filter("noticed", wording.noticed)


@register.filter
def spoken(msgid: str) -> str:
    """Return a text of `content/` in the reader's language."""
    return gettext(msgid)
