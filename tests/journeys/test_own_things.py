"""One's own things in a real browser: a passkey, digits, a new key, the end; and no scripts."""

import pytest
from playwright.sync_api import expect

from tests import axe
from tests.journeys.conftest import Visitors
from tests.journeys.people import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.journey]

AGAIN = "Your passphrase, once more"


def proves_it(visitor: Visitor, button: str) -> None:
    """Type the passphrase once more and go on."""
    visitor.types(AGAIN, visitor.passphrase)
    visitor.presses(button)
    visitor.page.wait_for_load_state()


def has_a_passkey_at_hand(visitor: Visitor) -> None:
    """Plug in a virtual authenticator that always says yes."""
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def locks_anew(visitor: Visitor) -> None:
    """Go through the three steps to a new passphrase and code."""
    visitor.opens("/settings/key")
    proves_it(visitor, "Go on")
    visitor.is_at("/settings/key/code")
    code = "".join(visitor.page.locator("p.num strong").all_inner_texts())
    visitor.types("Type the code from your paper", code)
    visitor.presses("I have it on paper")
    visitor.is_at("/settings/key/words")
    visitor.passphrase = visitor.page.locator("section .voice.big").inner_text()
    visitor.types("Type the four words once", visitor.passphrase)
    visitor.presses("Lock it anew")
    visitor.is_at("/settings")
    visitor.sees("The new passphrase holds.")


def test_a_passkey_is_made_and_asked_for(visitors: Visitors) -> None:
    ada = visitors.new("AdaWithAKey")
    ada.joins()
    ada.opens("/settings/second")
    proves_it(ada, "Go on")
    has_a_passkey_at_hand(ada)
    ada.presses("Add a passkey")
    ada.presses("Make it on this device")
    ada.sees("The passkey is set.")
    ada.opens("/you")
    ada.presses("Sign out")
    ada.opens("/sign-in")
    ada.types("Name you chose", ada.key_name)
    ada.types("Passphrase", ada.passphrase)
    ada.presses("Open")
    ada.is_at("/sign-in/step")
    assert not ada.is_known_to_the_server()
    ada.presses("Use the passkey")
    ada.is_at("/today")


def test_a_passkey_alone_lifts_the_cover_in_place(visitors: Visitors) -> None:
    ada = visitors.new("AdaUnderCover")
    ada.page.clock.install()
    ada.joins()
    ada.opens("/settings/second")
    proves_it(ada, "Go on")
    has_a_passkey_at_hand(ada)
    ada.presses("Add a passkey")
    ada.presses("Make it on this device")
    ada.sees("The passkey is set.")
    ada.opens("/note")
    ada.page.locator("textarea").fill("Begun and not sent")
    ada.page.clock.fast_forward(16 * 60_000)
    ada.sees("Locked after 15 quiet minutes")
    ada.types("Name you chose", ada.key_name)
    ada.types("Passphrase", ada.passphrase)
    ada.presses("Open")
    expect(ada.page.get_by_role("button", name="Use the passkey")).to_be_visible()
    assert not ada.is_known_to_the_server()
    axe.enter(ada.page)
    assert axe.violations(ada.page) == []
    ada.presses("Use the passkey")
    expect(ada.page.locator("textarea")).to_have_value("Begun and not sent")
    assert ada.is_known_to_the_server()


@pytest.mark.parametrize("scripts", [True, False])
def test_digits_a_new_key_and_the_end(visitors: Visitors, scripts: bool) -> None:
    ada = visitors.new(f"AdaOwn{scripts}", scripts=scripts)
    ada.joins()
    ada.opens("/settings/quick")
    ada.types("Six digits or more", "804921")
    ada.types("The same once more", "804921")
    proves_it(ada, "Set it on this device")
    ada.opens("/you")
    ada.presses("Sign out")
    ada.page.wait_for_load_state()
    ada.types("Your digits", "804921")
    ada.presses("Open")
    ada.is_at("/today")
    locks_anew(ada)
    ada.opens("/settings/end")
    ada.page.get_by_label("In 72 hours").check()
    proves_it(ada, "Delete me")
    ada.opens("/today")
    ada.is_at("/first")
    ada.presses("Stay, and undo it")
    ada.is_at("/today")
