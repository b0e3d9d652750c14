"""Every page and every state of one, in the order in which somebody comes by it.

A walk yields the page and a name for what stands on it; whoever walks looks at it then. The
addresses come from the code, so that a new page is met without being listed here.
"""

import re
from collections.abc import Callable, Iterator

from playwright.sync_api import Page

from nearer.vault.keys import fresh_code
from tests.house.addresses import addresses
from tests.journeys.conftest import Visitors
from tests.journeys.people import Visitor

Walk = Iterator[tuple[Page, str]]
# Answered by something that is no page, and looked at elsewhere.
NO_PAGE = ("safety:manifest", "safety:worker", "conversation:live")
# What differs from one rendering of a page to the next.
PASSING = re.compile(r'(?:value|data-token|data-left)="[^"]*"')
BLUNT = "You're so lazy. When you came home at nine I felt lonely. Could we eat at seven?"
HEAVY = {"q1": "yes", "q3": "sometimes"}


def once(walk: Walk) -> Walk:
    """Leave out what looked just so before: many pages are the same for everyone."""
    seen = set()
    for page, name in walk:
        page.wait_for_load_state()
        looks = PASSING.sub("", page.content())
        if looks not in seen:
            seen.add(looks)
            yield page, name


def _presses(visitor: Visitor, words: str) -> None:
    """Press a button that leads to a page, and wait until that page stands."""
    with visitor.page.expect_navigation():
        visitor.presses(words)


def every_address(visitor: Visitor, who: str) -> Walk:
    """Open every address that can be opened, and one that never was."""
    known = [
        address.path
        for address in addresses()
        if "GET" in address.declaration.methods and address.name not in NO_PAGE
    ]
    for path in [*known, "/not-there"]:
        visitor.opens(path)
        yield visitor.page, f"{path}, {who}"


def signed_out(visitors: Visitors) -> Walk:
    """What somebody meets who is nobody here yet."""
    dan = visitors.new("Dan")
    yield from every_address(dan, "signed out")
    dan.opens("/leave")
    yield dan.page, "a method that is not taken"
    yield from _refusals(dan)
    yield from _ways_in_that_do_not_open(dan)
    yield from _sign_up_and_its_errors(dan)
    yield from _trying_first(dan)


def alone(visitors: Visitors) -> Walk:
    """What somebody meets who is here alone."""
    cleo = visitors.new("Cleo")
    cleo.opens("/join")
    cleo.says_a_name()
    cleo.locks()
    yield cleo.page, "/join/code"
    _presses(cleo, "I have it on paper")
    yield cleo.page, "/join/code, still empty"
    cleo.keeps_the_code()
    yield from every_address(cleo, "alone, nothing answered")
    yield from _a_question_with_a_long_word(cleo)
    yield from _check_and_its_states(cleo)
    yield from every_address(cleo, "alone, answered")
    cleo.opens("/leave")
    yield cleo.page, "a method that is not taken, signed in"
    yield from _inviting(cleo)
    yield from _private_questions(cleo)
    yield from every_address(cleo, "alone, gently")
    yield from _forms_that_came_late(cleo)


def two(visitors: Visitors) -> Walk:
    """What two people meet, from the invitation to the picture of both."""
    ada, ben = visitors.new("Ada"), visitors.new("Ben")
    ada.joins()
    link = ada.invites("Only if you like. We could look together.")
    ben.page.goto(link)
    ben.page.get_by_role("button", name="Yes, together").wait_for()
    yield ben.page, "an invitation, signed out"
    _presses(ben, "Yes, together")
    yield ben.page, "/join, invited"
    ben.goes_through_sign_up()
    yield from _comparing(ada, ben)
    yield from every_address(ada, "two, nothing answered")
    yield from _finding_words(ada)
    yield from _talking(ada, ben)
    yield from _envelopes(ada, ben)
    yield from every_address(ada, "two, the picture is open")
    yield from every_address(ben, "the other of two")
    ben.opens("/picture?own")
    yield ben.page, "one's own picture beside that of both"
    ben.sends("/picture", do="take-out")
    ben.opens("/picture")
    yield ben.page, "a picture whose answers were taken out"


WALKS: dict[str, Callable[[Visitors], Walk]] = {
    "signed out": signed_out,
    "alone": alone,
    "two": two,
}


def _finding_words(ada: Visitor) -> Walk:
    """The composer with marks, with danger, kept, and given as a letter."""
    for text in (BLUNT, "I want to die.", "Thank you for waiting up."):
        ada.opens("/words")
        ada.types("What do you want to say?", text)
        with ada.page.expect_response("**/words/heard"):
            ada.presses("See how it may land")
        yield ada.page, f"/words, {text}"
    _presses(ada, "Keep as a draft")
    yield ada.page, "/words, a draft"
    _presses(ada, "Give as a letter")
    yield ada.page, "/letters, one of one's own"
    ada.page.get_by_role("link", name="Change it, or take it out").click()
    yield ada.page, "a letter to change"


def _talking(ada: Visitor, ben: Visitor) -> Walk:
    """The room at each of its stages, as both see it; by letter last."""
    for visitor in (ada, ben):
        visitor.opens("/letters")
        visitor.skips_the_quiet_questions()
    ada.sends("/talks/name/begin", mode="two", first="me")
    turn = [(ada, "said"), (ben, "heard"), (ada, "partly"), (ben, "heard"), (ada, "got-it")]
    turn += [(ben, "pause"), (ben, "return"), (ada, "return"), (ben, "answered"), (ada, "replied")]
    other = [(ben, "said"), (ada, "heard"), (ben, "got-it"), (ada, "answered"), (ben, "replied")]
    end = [(ada, "thanks"), (ben, "thanks"), (ada, "text"), (ben, "sign"), (ada, "sign")]
    looked_at = {"here", "said", "got-it", "return", "thanks", "text", "sign"}
    for visitor, what in [(ada, "here"), (ben, "here"), *turn, *other, *end]:
        for seen in (ada, ben) if what == "said" else (visitor,):
            if what in looked_at:
                seen.opens("/room")
                yield seen.page, f"/room before {what}, as {seen.name} sees it"
        looked_at -= {what} if visitor is ben else set()
        does(visitor, what, text="One thing, in a few words.", minutes="20")
    ada.opens("/room")
    yield ada.page, "/room, over"
    ada.opens("/talks")
    yield ada.page, "/talks, with a page that both signed"
    ada.page.locator("a[href*='?talk=']").first.click()
    yield ada.page, "what was written in a talk"
    ada.sends("/talks/respond/begin", mode="letter", first="me")
    ada.opens("/room")
    yield ada.page, "/room, by letter"
    ada.opens("/room?end")
    yield ada.page, "/room, asked whether to end it"
    ada.opens("/talks/name/begin")
    yield ada.page, "a talk to begin while one stands open"
    does(ada, "end")


def does(visitor: Visitor, what: str, **more: str) -> None:
    """Do one thing in the talk that stands open, as its page would."""
    shown = visitor.context.request.get(visitor.url + "/room").text()
    fields = dict(re.findall(r'name="(talk|seen)" value="([^"]*)"', shown))
    assert visitor.sends("/room", what=what, **fields, **more).status == 303


def _refusals(dan: Visitor) -> Walk:
    """What is turned away before any page: from elsewhere, and too large."""
    form = f"<form method=post action={dan.url}/sign-in><button>Open</button></form>"
    dan.context.route(
        "http://elsewhere.test/",
        lambda route: route.fulfill(content_type="text/html", body=form),
    )
    dan.page.goto("http://elsewhere.test/")
    _presses(dan, "Open")
    dan.sees("Nothing was changed")
    yield dan.page, "a form from elsewhere"
    dan.opens("/sign-in")
    dan.page.evaluate("""() => {
      const form = document.querySelector("main form");
      form.elements.name.value = "x".repeat(3_000_000);
      form.submit();
    }""")
    dan.sees("That was more than fits")
    yield dan.page, "a form that is too large"


def _ways_in_that_do_not_open(dan: Visitor) -> Walk:
    dan.opens("/sign-in")
    _presses(dan, "Open")
    yield dan.page, "/sign-in, empty"
    dan.types("Name you chose", "nobody")
    dan.types("Passphrase", "not these four words")
    _presses(dan, "Open")
    dan.sees("This did not open")
    yield dan.page, "/sign-in, wrong"
    dan.opens("/today")
    yield dan.page, "locked"
    for path, label, text in (
        ("/lost", "code", fresh_code()),
        ("/lost", "code", "AB"),
        ("/j", "code", "AB"),
        ("/j", "code", fresh_code()),
        ("/j/words", "words", "one two"),
    ):
        dan.opens(path)
        field = dan.page.locator(f"main input[name={label}]")
        field.fill(text)
        with dan.page.expect_navigation():
            field.press("Enter")
        yield dan.page, f"{path}, {text}"


def _sign_up_and_its_errors(dan: Visitor) -> Walk:
    dan.opens("/join")
    _presses(dan, "Go on")
    yield dan.page, "/join, empty"
    dan.says_a_name()
    dan.page.get_by_label("Type the four words once").wait_for()
    yield dan.page, "/join, the words"
    for button, name in (
        ("Lock and go on", "/join, the words not typed"),
        ("Yes, it could be", "/join, five words"),
        ("Use my own", "/join, an own passphrase"),
        ("Lock and go on", "/join, no own passphrase"),
        ("Suggest words instead", "/join, the words again"),
        ("I am younger than 18", "younger than 18"),
    ):
        _presses(dan, button)
        yield dan.page, name


def _trying_first(dan: Visitor) -> Walk:
    dan.opens("/try")
    _presses(dan, "Start")
    yield dan.page, "/try, the first question"
    for number, degree in enumerate("45451430", start=2):
        value = "none" if degree == "0" else degree
        with dan.page.expect_navigation():
            dan.page.locator(f"button[name=answer][value='{value}']").click()
        if number == 4:
            yield dan.page, "/try, in the middle"
    dan.sees("Keep this")
    yield dan.page, "/try, its end"
    _presses(dan, "Keep this")
    yield dan.page, "/join, with answers"


def _a_question_with_a_long_word(cleo: Visitor) -> Walk:
    """Which card of the deck lies on top is chance; this one does not fit of itself."""
    cleo.opens("/questions")
    card = cleo.page.locator("h1.question")
    card.evaluate("(one) => (one.textContent = 'If our life had a soundtrack, what would play?')")
    yield cleo.page, "/questions, a long word"


def _check_and_its_states(cleo: Visitor) -> Walk:
    for direction in ("receive", "give"):
        for number in range(1, 17):
            answer = "none" if number == 7 else str(2 + number % 4)
            cleo.sends(f"/check/{direction}/{number}", answer=answer, length="signs")
    for path in ("receive/1", "receive/2?length=signs", "receive/7?length=signs"):
        cleo.opens(f"/check/{path}")
        yield cleo.page, f"/check/{path}, answered"
    cleo.opens("/check/give/20?length=all")
    yield cleo.page, "/check, a deeper question"
    _presses(cleo, "Next")
    yield cleo.page, "/check, nothing chosen"


def _inviting(cleo: Visitor) -> Walk:
    cleo.opens("/invite")
    cleo.skips_the_quiet_questions()
    cleo.opens("/invite")
    yield cleo.page, "/invite"
    cleo.types("A few words", "word " * 800)
    cleo.presses("Share as an invitation")  # sent by a script: no new page
    cleo.page.locator("[aria-invalid]").wait_for()
    yield cleo.page, "/invite, a note that is too long"
    cleo.invites("Only if you like.")
    yield cleo.page, "/invite, ready"
    _presses(cleo, "Make six words")
    cleo.sees("They hold until")
    yield cleo.page, "/invite, aloud"
    _presses(cleo, "Take it back")
    cleo.sees("Taken back")
    yield cleo.page, "/invite, taken back"


def _private_questions(cleo: Visitor) -> Walk:
    for word, fields in (("answer", {"q7": "no"}), ("done", {})):
        cleo.sends("/today", quiet=word, **fields)
    cleo.opens("/invite")
    yield cleo.page, "whether one wants this today"
    for word, fields, name in (
        ("start", {}, "before the private questions"),
        ("watched", {}, "somebody may see the screen"),
        ("alone", {}, "the private questions"),
        ("answer", HEAVY, "after the private questions"),
    ):
        cleo.sends("/today", quiet=word, **fields)
        cleo.opens("/today")
        yield cleo.page, name
    cleo.sends("/today", quiet="done")


def _forms_that_came_late(cleo: Visitor) -> Walk:
    cleo.opens("/check/receive/1?length=signs")
    cleo.page.locator("[name=token]").evaluate_all("all => all.forEach(one => one.value = 'old')")
    _presses(cleo, "Next")
    yield cleo.page, "a form of somebody else's session"
    cleo.opens("/check/receive/1?length=signs")
    cleo.context.clear_cookies()
    _presses(cleo, "Next")
    yield cleo.page, "locked, with a form"
    cleo.types("Name you chose", cleo.key_name)
    cleo.types("Passphrase", cleo.passphrase)
    _presses(cleo, "Open")
    cleo.sees("This was not saved yet")
    yield cleo.page, "a form, once more"


def _comparing(ada: Visitor, ben: Visitor) -> Walk:
    ben.opens("/invite/words")
    yield ben.page, "before a joint page"
    ben.skips_the_quiet_questions()
    yield ben.page, "the four words"
    _presses(ben, "They match")
    yield ben.page, "the four words, said"
    ada.compares()
    ada.says_they_match()
    ada.page.wait_for_load_state()


def _envelopes(ada: Visitor, ben: Visitor) -> Walk:
    for visitor, shift in ((ada, 0), (ben, 2)):
        for direction in ("receive", "give"):
            for number in range(1, 17):
                degree = 1 + (number // 2 + shift + (direction == "give")) % 5
                answer = "none" if number in (5, 6) else str(degree)
                visitor.sends(f"/check/{direction}/{number}", answer=answer, length="signs")
    ada.opens("/check/end")
    yield ada.page, "/check/end, of two"
    ada.opens("/envelope")
    ada.skips_the_quiet_questions()
    yield ada.page, "an envelope, empty"
    for word in ("seal", "ready"):
        ada.sends("/envelope", do=word)
        ada.opens("/envelope")
        yield ada.page, f"an envelope, {word}"
        ben.sends("/envelope", do=word)
    for path in ("/today", "/envelope"):
        ada.opens(path)
        yield ada.page, f"{path}, both are open"
    for visitor in (ada, ben):
        visitor.sends("/opened", do="see")
