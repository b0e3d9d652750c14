"""What somebody may do by themselves, of which the other must never see a trace."""

import re
from collections.abc import Callable, Iterator
from time import time

from django.conf import settings

from nearer.safety.level import Question
from nearer.vault import accounts, factors, keys, leaving, sessions
from tests.conftest import PASSPHRASE, Actor, OurClient

Act = Callable[[Actor], None]
NEW = "copper willow ladder moss"
PIN = "804921"
SETTINGS = {
    "called": "Ben",
    "pronouns": "he",
    "zone": "Europe/Berlin",
    "minutes": "60",
    "theme": "dark",
    "icon": "own",
}


def sends(path: str, *forms: dict[str, str]) -> Act:
    """Return the act of sending one or more forms to an address; each is taken."""

    def act(actor: Actor) -> None:
        for fields in forms:
            answer = actor.client.send(path, fields)
            assert answer.status_code in (200, 204, 303), (path, fields, answer.status_code)

    return act


def several(*acts: Act) -> Act:
    """Return the acts one after the other."""

    def act(actor: Actor) -> None:
        for one in acts:
            one(actor)

    return act


def answers_the_quiet_questions(answer: str, **more: str) -> Act:
    """Return the private questions, all answered so."""
    told = {question.value: answer for question in Question}
    return sends("/you", {"quiet": "start"}, {"quiet": "answer", **told, **more})


def answers_all(actor: Actor) -> None:
    """Answer the short check, some of it not as before."""
    for number in range(1, 9):
        answer = {"answer": str(1 + number % 3), "length": "short"}
        sends(f"/check/receive/{number}", answer)(actor)


def _reads_everything(actor: Actor) -> None:
    for path in ("/today", "/picture", "/room", "/letters", "/entries", "/you", "/opened"):
        assert actor.client.get(path).status_code in (200, 302, 303), path


def _signs_in_elsewhere(actor: Actor) -> None:
    told = {"name": actor.name.lower(), "pass": PASSPHRASE}
    assert OurClient().post("/sign-in", told).status_code == 303


def _fails_to_sign_in(actor: Actor) -> None:
    for number in range(30):
        told = {"name": actor.name.lower(), "pass": f"wrong words {number}"}
        assert OurClient().post("/sign-in", told).status_code != 303


def _recovers(actor: Actor) -> None:
    code = keys.fresh_code()
    accounts.add_recovery(actor.visit, code)
    assert OurClient().post("/lost", {"code": code}).status_code == 303


def _changes_the_passphrase(actor: Actor) -> None:
    client = actor.client
    sends("/settings/key", {"pass": PASSPHRASE})(actor)
    sends("/settings/key/code", {"do": "without"})(actor)
    sends("/settings/key/words", {"do": "own"}, {"pass": NEW, "again": NEW})(actor)
    assert accounts.unlock(actor.name.lower(), NEW)
    assert client.get("/you").status_code == 200


def _sets_a_second_step(actor: Actor) -> None:
    factors.set_totp(actor.visit, b"s" * 20, step=1)


def _writes_changes_and_removes(actor: Actor) -> None:
    sends("/note", {"text": "a long day"})(actor)
    page = actor.client.get("/entries").content.decode()
    (name,) = re.findall(r'name="remove" value="([^"]+)"', page)[:1]
    sends("/entries", {"words": "long"}, {"remove": name}, {"undo": "yes"}, {"remove": name})(actor)


def _rests_and_comes_back(actor: Actor) -> None:
    leaving.rest(actor.visit)
    assert actor.visit.us is None


def _leaves(actor: Actor) -> None:
    sends("/leave", {})(actor)


def private_acts() -> Iterator[tuple[str, Act]]:
    """Yield each act with its name."""
    yield "reads everything", _reads_everything
    for answer in ("no", "sometimes", "yes"):
        yield f"answers the quiet questions with {answer}", answers_the_quiet_questions(answer)
    yield "remembers the answers", answers_the_quiet_questions("yes", remember="1")
    yield "closes the quiet questions", sends("/today", {"quiet": "close"})
    yield "writes a note", sends("/note", {"text": "a long day"})
    yield "writes, changes, removes an entry", _writes_changes_and_removes
    yield "begins the check", sends("/check/receive/1", {"answer": "5", "length": "short"})
    yield (
        "answers the other way",
        several(
            sends("/check/receive/1", {"answer": "4", "length": "all"}),
            sends("/check/give/1", {"answer": "2", "length": "all"}),
        ),
    )
    yield "seals the answers", several(answers_all, sends("/envelope", {"do": "seal"}))
    yield (
        "seals and takes back",
        several(answers_all, sends("/envelope", {"do": "seal"}, {"do": "back"})),
    )
    yield (
        "is ready and then not",
        several(
            answers_all, sends("/envelope", {"do": "seal"}, {"do": "ready"}, {"do": "unready"})
        ),
    )
    yield "answers the week", sends("/week/1", {"answer": "1"})
    yield (
        "answers on effects",
        several(
            sends("/effects/me/1", {"answer": "5"}),
            sends("/effects/mine/1", {"answer": "5"}),
            sends("/effects/us/1", {"answer": "5"}),
        ),
    )
    yield "writes what was learned", sends("/learned/1", {"text": "soup in silence"})
    yield "notices", sends("/noticed", {"what": "theirs-missed", "text": "at the sink"})
    yield "takes a noticing back", sends("/noticed", {"what": "mine-seen"}, {"undo": "yes"})
    yield "tries words", sends("/words", {"text": "You never listen.", "do": "look"})
    yield "keeps a draft", sends("/words", {"text": "You never listen.", "do": "keep"})
    yield "keeps words for a talk", sends("/words", {"text": "You never listen.", "do": "talk"})
    yield "has words heard", sends("/words/heard", {"text": "You never listen."})
    yield "fills a form", sends("/words/form/both", {"feeling": "sad", "feeling-pick": "lonely"})
    yield "writes seven minutes", sends("/aside", {"text": "It was quiet.", "part": "1"})
    yield "prepares a talk", sends("/talks/name", {"name-moment": "Tuesday at dinner"})
    yield "adds a question", sends("/questions", {"do": "own", "text": "What did the sea say?"})
    yield "changes the settings", sends("/settings", SETTINGS)
    yield "signs out elsewhere", sends("/settings/sessions", {"do": "elsewhere"})
    yield "signs out everywhere", sends("/settings/sessions", {"do": "everywhere"})
    yield "sets a PIN", sends("/settings/quick", {"pin": PIN, "again": PIN, "pass": PASSPHRASE})
    yield "sets a second step", _sets_a_second_step
    yield "changes the passphrase", _changes_the_passphrase
    yield "recovers by code", _recovers
    yield "signs in on another device", _signs_in_elsewhere
    yield "fails to sign in thirty times", _fails_to_sign_in
    yield (
        "takes a copy",
        sends(
            "/export",
            {
                "file": "umbrella in the wet hall",
                "again": "umbrella in the wet hall",
                "pass": PASSPHRASE,
            },
        ),
    )
    yield "asks to be deleted", sends("/settings/end", {"pass": PASSPHRASE, "when": "later"})
    yield (
        "asks and stays",
        sends("/settings/end", {"pass": PASSPHRASE, "when": "later"}, {"do": "stay"}),
    )
    yield "rests", sends("/you/rest", {"how": "open"})
    yield "rests and comes back", sends("/you/rest", {"how": "open"}, {"do": "back"})
    yield "leaves", _leaves
    yield "signs out", sends("/you", {"out": "yes"})


def shared_acts() -> Iterator[tuple[str, Act]]:
    """Yield acts that the other does see: the comparison must find each."""
    yield "gives a letter", sends("/words", {"text": "Thank you.", "do": "letter"})
    yield "begins a talk", sends("/talks/respond/begin", {"mode": "two", "first": "me"})
    yield "closes", lambda actor: leaving.close(actor.visit)


def signed_in_anew(actor: Actor) -> Actor:
    """Return somebody with a fresh session of their own, the quiet questions behind them."""
    fresh = Actor(name=actor.name, person=actor.person, master=actor.master)
    value, _ = sessions.start(actor.person, actor.master, minutes=15, now=int(time()))
    fresh.client.cookies[settings.SESSION_COOKIE_NAME] = value
    fresh.client.send("/today", {"quiet": "close"})
    return fresh
