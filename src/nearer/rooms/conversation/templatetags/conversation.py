"""`{% load conversation %}`: this room's words for templates."""

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
    texts = {
        Stage.SPEAK: guide.speak,
        Stage.BACK: guide.back,
        Stage.ANSWER: guide.answer,
        Stage.REPLY: guide.reply,
        Stage.CHECK: CHECK,
    }
    return _named(gettext(texts[scene.talk.stage]), scene)


@register.filter
def listens(scene: Scene) -> str:
    """Return what the one without the floor is told."""
    return _named(gettext(LISTENS[scene.talk.stage]), scene)


def _named(text: str, scene: Scene) -> str:
    other = gettext("the other person")
    text = text.replace("{speaker}", scene.speaker or other)
    return text.replace("{listener}", scene.listener or other)


def _(words: str) -> str:
    return words


CHECK = _("Did it come across? If a part is missing, say which, and it is said back once more.")
LISTENS = {
    Stage.SPEAK: _("Your turn to take it in. Nothing to solve yet."),
    Stage.BACK: _("Listen how it sounds from the other side. You say next whether it came across."),
    Stage.CHECK: _("Wait whether it came across."),
    Stage.ANSWER: _("Listen. A question comes next."),
    Stage.REPLY: _("Take the answer in."),
}
