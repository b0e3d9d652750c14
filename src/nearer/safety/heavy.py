"""Whether a private text sounds so heavy that its writer is offered a person to talk with. Pure.

Only clear words count: a card at every sad sentence would teach people to write less. The offer is
made to the writer alone; saving is never held up, and that it was made is stored nowhere.
"""

import re

CLEAR = (
    r"kill(?:ing)? myself",
    r"end(?:ing)? (?:my (?:own )?life|it all)",
    r"tak(?:e|ing) my (?:own )?life",
    r"suicid(?:e|al)",
    r"(?:want|wanted|wanting|wish|rather|ready) to die",
    r"wish (?:that )?i (?:was|were) (?:dead|never born|not alive)",
    r"(?:do ?n.?t|do not|no longer) want to (?:live|be alive|be here any ?more|wake up)",
    r"(?:nothing|no reason|not worth) (?:left )?(?:to live for|to live|living)",
    r"better off (?:without me|if i (?:was|were) (?:dead|gone))",
    r"(?:hurt|harm|cut)(?:ting|ing)? myself (?:on purpose|again|because|to)",
    r"(?:he|she|they|partner|husband|wife)(?: has| have)? (?:hits?|beats?|chok|strangl|rap)\w* me",
    r"(?:hands?) (?:round|around) my (?:neck|throat)",
    r"(?:threaten(?:s|ed|ing)? to|going to|said (?:he|she|they).?(?:d| would|ll| will)?) kill me",
    r"afraid (?:that )?(?:he|she|they).?(?:ll| will|d| would| might) (?:kill|hurt) (?:me|us|the)",
    r"afraid for my life",
)
HEAVY = re.compile(r"\b(?:" + "|".join(CLEAR) + r")\b")


def sounds_heavy(text: str) -> bool:
    """Tell whether a text holds clear words of despair or of harm."""
    plain = " ".join(text.casefold().split())
    return HEAVY.search(plain) is not None
