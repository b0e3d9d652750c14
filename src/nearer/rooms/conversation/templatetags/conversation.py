"""`{% load conversation %}`: this room's words for templates."""

import re

from django import template
from django.utils.translation import gettext

from nearer.rooms.conversation import talks
from nearer.rooms.conversation.floor import Stage
from nearer.rooms.conversation.scene import Scene

register = template.Library()


@register.filter
def settling(scene: Scene) -> tuple[str, ...]:
    """Return what helps to settle (msgids)."""
    return talks.settling()


@register.filter
def resting(scene: Scene) -> tuple[str, ...]:
    """Return what helps in a pause (msgids)."""
    return talks.resting()


@register.filter
def task(scene: Scene) -> str:
    """Return what whoever has the floor is asked to do."""
    guide = scene.guide
    speak, back = guide.speak, guide.back
    if scene.is_letter:
        speak, back = guide.speak_letter or speak, guide.back_letter or back
    texts = {
        Stage.SPEAK: speak,
        Stage.BACK: back,
        Stage.ANSWER: guide.answer,
        Stage.REPLY: guide.reply,
        Stage.CHECK: CHECK,
    }
    return _named(gettext(texts[scene.talk.stage]), scene)


@register.filter
def listens(scene: Scene) -> str:
    """Return what the one without the floor is told."""
    told = AWAITS if scene.is_letter else LISTENS
    return _named(gettext(told[scene.talk.stage]), scene)


def _named(text: str, scene: Scene) -> str:
    names = {"speaker": scene.speaker, "listener": scene.listener}

    def name(found: re.Match[str]) -> str:
        if called := names[found["who"]]:
            return called
        other = gettext("the other person")
        return other if found["begins"] is None else other[:1].upper() + other[1:]

    return _NAME.sub(name, text)


def _(words: str) -> str:
    return words


# A name's place, and whether a sentence begins with it.
_NAME = re.compile(r"(?P<begins>^|(?<=[.?!] ))?\{(?P<who>speaker|listener)\}")
CHECK = _("Did it come across? If a part is missing, say which, and it is said back once more.")
LISTENS = {
    Stage.SPEAK: _("Your turn to take it in. Nothing to solve yet."),
    Stage.BACK: _("Listen how it sounds from the other side. You say next whether it came across."),
    Stage.CHECK: _("{speaker} says now whether it came across."),
    Stage.ANSWER: _("Listen. A question comes next."),
    Stage.REPLY: _("Take the answer in."),
}
# By letter: what the one who does not write is told.
AWAITS = {
    Stage.SPEAK: _("{speaker} begins. You say it back first, and answer later."),
    Stage.BACK: _("{listener} writes back what came across. You say next whether it did."),
    Stage.CHECK: _("{speaker} says next whether it came across."),
    Stage.ANSWER: _("{listener} writes which part makes sense, and asks one question."),
    Stage.REPLY: _("{speaker} answers as much of it as fits."),
}
