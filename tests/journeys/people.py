"""A visitor: somebody in front of a browser. Tests read as a play; this file knows the pages."""

import re
import secrets

from playwright.sync_api import APIResponse, BrowserContext, ConsoleMessage, Page, Request, expect

ANSWERS = {"never": 1, "rarely": 2, "sometimes": 3, "often": 4, "very often": 5}

# Two busy cores are slow, and slow is not wrong.
expect.set_options(timeout=10_000)


class Visitor:
    """One person with a browser of their own. Notes every request to another host."""

    def __init__(self, name: str, context: BrowserContext, url: str, *, scripts: bool) -> None:
        self.name = name
        self.context = context
        self.url = url
        self.scripts = scripts
        # Nobody in one run of the tests is turned away because another has this name.
        self.key_name = f"{name.lower()} {secrets.token_hex(3)}"
        self.passphrase = ""
        self._tokens: dict[str, str] = {}
        self.asked_elsewhere: list[str] = []
        self.complaints: list[str] = []
        context.on("request", self._asked)
        context.on("console", self._heard)
        context.on("weberror", lambda failed: self.complaints.append(str(failed.error)))
        context.set_default_timeout(10_000)
        self.page: Page = context.new_page()

    # Anywhere ------------------------------------------------------------------------------------

    def opens(self, path: str) -> None:
        """Go to an address of this copy."""
        self.page.goto(self.url + path)

    def presses(self, words: str) -> None:
        """Press the one button or link that says these words."""
        name = re.compile(rf"^\s*{re.escape(words)}\s*$")
        either = self.page.get_by_role("button", name=name).or_(
            self.page.get_by_role("link", name=name)
        )
        either.first.click()

    def types(self, label: str, text: str) -> None:
        """Type into the field of that label."""
        self.page.get_by_label(label).fill(text)

    def sees(self, text: str) -> None:
        """Expect a text on the page."""
        expect(self.page.locator("body")).to_contain_text(text)

    def does_not_see(self, text: str) -> None:
        """Expect a text not to be on the page."""
        expect(self.page.locator("body")).not_to_contain_text(text)

    def is_at(self, path: str) -> None:
        """Expect to be at an address of this copy."""
        self.page.wait_for_url(self.url + path)

    def heading(self) -> str:
        """Return the page's heading."""
        return self.page.locator("h1").first.inner_text()

    # Coming in -----------------------------------------------------------------------------------

    def joins(self) -> None:
        """Sign up with the suggested words and the code on paper, from `/join`."""
        self.opens("/join")
        self.goes_through_sign_up()

    def goes_through_sign_up(self) -> None:
        """Fill the three steps, wherever one came from."""
        self.says_a_name()
        self.locks()
        self.keeps_the_code()

    def says_a_name(self) -> None:
        """Step 1: who one is here."""
        self.types("A name to sign in with", self.key_name)
        self.types("What you like to be called", self.name)
        self.page.get_by_label("Your time zone").select_option("Europe/Berlin")
        self.presses("Go on")

    def locks(self) -> None:
        """Step 2: the suggested words, typed once."""
        self.passphrase = self.page.locator("section .voice.big").inner_text()
        self.types("Type the four words once", self.passphrase)
        self.page.get_by_label("I am 18 or older").check()
        self.presses("Lock and go on")
        self.is_at("/join/code")

    def keeps_the_code(self) -> None:
        """Step 3: the code, typed from the paper."""
        code = self.page.locator("section .num").inner_text()
        self.types("Type the code from your paper", code)
        self.presses("I have it on paper")
        self.page.wait_for_url(lambda address: "/join" not in address)

    def signs_in(self) -> None:
        """Sign in by name and passphrase."""
        self.opens("/sign-in")
        self.types("Name you chose", self.key_name)
        self.types("Passphrase", self.passphrase)
        self.presses("Open")
        self.is_at("/today")

    def leaves(self) -> None:
        """Press Leave; where it leads is not fetched."""
        self.context.route("https://**", lambda route: route.abort())
        self.page.get_by_role("button", name="Leave").first.click()

    def sends(self, path: str, **fields: str) -> APIResponse:
        """Post a form as its page would; neither it nor where it leads is looked at."""
        whole = {"token": self._token(), "key": secrets.token_hex(16), **fields}
        return self.context.request.post(
            self.url + path, form=whole, headers={"Origin": self.url}, max_redirects=0
        )

    def is_known_to_the_server(self) -> bool:
        """Return whether this browser's session stands."""
        return 'data-token="' in self._reads("/steps")

    def _token(self) -> str:
        """Return the session's token against foreign forms, read once for each cookie."""
        cookie = str(self.context.cookies(self.url))
        if cookie not in self._tokens:
            found = re.search(r'data-token="([^"]+)"', self._reads("/steps"))
            self._tokens[cookie] = found[1] if found else ""
        return self._tokens[cookie]

    def _reads(self, path: str) -> str:
        return self.context.request.get(self.url + path).text()

    # Two -----------------------------------------------------------------------------------------

    def invites(self, note: str = "") -> str:
        """Make an invitation and return the address to give away."""
        self.opens("/invite")
        self.skips_the_quiet_questions()
        if note:
            self.types("A few words", note)
        self.presses("Share as an invitation")
        return self.page.locator("section .well bdi").inner_text()

    def reads_invitation(self, link: str) -> None:
        """Open the link of an invitation, as from a chat; without scripts the code is typed."""
        self.page.goto(link)
        if not self.scripts:
            self.types("Code", link.partition("#")[2])
            self.presses("Read it")
        arrived = self.page.get_by_role("heading", name="Somebody gave you an invitation")
        expect(arrived).to_have_count(0)
        self.skips_the_quiet_questions()

    def compares(self) -> str:
        """Return the four words to compare."""
        self.opens("/invite/words")
        self.skips_the_quiet_questions()
        return self.page.get_by_role("region", name="The four words").inner_text()

    def says_they_match(self) -> None:
        """Say that the four words are the same."""
        self.presses("They match")

    def skips_the_quiet_questions(self) -> None:
        """Go on without the private questions where they come first."""
        skip = self.page.get_by_role("button", name="Go on without these questions")
        if skip.count():
            skip.first.click()
            self.page.wait_for_load_state()

    # Step 1 --------------------------------------------------------------------------------------

    def tries_the_short_check(self, answers: str = "45454543") -> int:
        """Do the short check from the first page; return how many taps the first insight took."""
        self.opens("/")
        self.presses("Try it first: three minutes, nothing kept")
        self.presses("Start")
        taps, keep = 2, self.page.get_by_role("button", name="Keep this")
        for degree in answers:
            self.page.locator(f'button[name=answer][value="{degree}"]').click()
            taps += 1
        expect(keep).to_be_visible()
        return taps

    def does_the_check(self, receive: dict[str, int], give: dict[str, int]) -> None:
        """Answer two questions a sign both ways; unnamed signs get "sometimes"."""
        self.opens("/check")
        self.page.get_by_role("link", name=re.compile("A picture of each sign")).click()
        for _ in range(40):
            if "/check/end" in self.page.url:
                return
            word = self.page.locator("fieldset").inner_text()
            mine = receive if "What reaches me" in word else give
            self.page.locator(f'input[name=answer][value="{self._answer(mine)}"]').check()
            at = self.page.url
            self.presses("Next")
            self.page.wait_for_url(lambda address, at=at: address != at)  # type: ignore[misc]
        raise AssertionError("the check did not end")

    def sends_the_check(self, receive: int, give: int) -> None:
        """Answer the same two questions a sign both ways, without a look at their pages."""
        for direction, degree in (("receive", receive), ("give", give)):
            for number in range(1, 17):
                answer = str(degree if number <= 8 else 6 - degree)
                path = f"/check/{direction}/{number}"
                assert self.sends(path, answer=answer, length="signs").status == 303

    def _answer(self, mine: dict[str, int]) -> int:
        degree = mine.get("all", 3)
        number = int(self.page.url.partition("?")[0].rpartition("/")[2])
        # The second eight of each direction tell of good that was left out.
        return degree if number <= 8 else 6 - degree

    def seals_the_answers(self) -> None:
        """Put the answers into the envelope and seal it."""
        self.opens("/envelope")
        self.skips_the_quiet_questions()
        self.page.get_by_role("button", name=re.compile("^Seal for you and")).click()

    def is_ready(self) -> None:
        """Say that the envelope may open."""
        self.opens("/envelope")
        self.presses("I am ready to open")

    # What the browser noticed --------------------------------------------------------------------

    def _asked(self, request: Request) -> None:
        ours = (self.url, "data:", "blob:", "about:")
        if not request.url.startswith(ours) and not request.is_navigation_request():
            self.asked_elsewhere.append(request.url)

    def _heard(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Refused to" in message.text:
            self.complaints.append(message.text)


def pair(one: Visitor, other: Visitor) -> None:
    """Pair two who have joined, through the pages."""
    link = one.invites()
    other.reads_invitation(link)
    other.presses("Yes, together")
    words = one.compares()
    assert other.compares() == words
    one.says_they_match()
    other.says_they_match()
