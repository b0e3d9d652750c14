"""Written by `python -m nearer.journey.msgids`, from the TOML file."""


def _(words: str) -> str:
    return words


MSGIDS = (
    _("Put the phone in another room until the next meal."),
    _("Put the phone in a drawer until morning."),
    _("Open a window and breathe out slowly, ten times."),
    _("Make tea or a glass of water, and drink it sitting down, looking at nothing."),
    _("Walk once round the house or the block, without headphones."),
    _("Write down one good minute of this day, on paper."),
    _("Wash your hands in warm water, and take your time over it."),
    _("Stretch your arms up, then let them fall. Three times."),
    _("Put on one song and do nothing else until it ends."),
    _("Look out of the window until you have seen five things you had not noticed."),
    _("Turn off the brightest lamp in the room, and sit a while."),
    _("Put one thing in its place that has been waiting for it."),
    _("Think of somebody who is good for you. Ring them this week, if you like."),
    _("Lay out something for tomorrow that makes the morning easier."),
    _("Say one thing aloud that the other did today and that you liked. A small one is enough."),
    _("Make two cups of something warm, and sit down at the same table."),
    _("Ask what the best half hour of the day was. Then only listen."),
    _("Put both phones in the same drawer for half an hour."),
    _("Sit side by side for five minutes, without a screen. You need not talk."),
    _("Do one small chore together that one of you usually does alone."),
    _("Tell each other one thing about tomorrow that you look forward to, or do not."),
)
