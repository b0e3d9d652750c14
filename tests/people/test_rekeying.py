"""A new passphrase and code, recovery, deletion: what each opens, ends, and says before."""

import re
from typing import Any

import pytest

from nearer.people.records import KnownAs
from nearer.vault import accounts, ending, keys, read, secrets, write
from tests.conftest import PASSPHRASE, Actor, OurClient

NEW = "a passphrase that nobody guesses in years"
KEY, CODE, WORDS = "/settings/key", "/settings/key/code", "/settings/key/words"


def text(client: OurClient, path: str) -> str:
    shown = client.get(path)
    assert shown.status_code == 200, (path, shown.status_code)
    return shown.content.decode()


def does(client: OurClient, path: str, to: str, **fields: str) -> Any:
    answered = client.send(path, fields)
    assert (answered.status_code, answered.get("Location")) == (303, to), path
    return answered


def shown_code(client: OurClient) -> str:
    return "".join(re.findall(r"<strong>([0-9A-Z]{4})</strong>", text(client, CODE)))


def changes(client: OurClient, passphrase: str = NEW, **more: str) -> str:
    """Go through the steps after the first; return the new code."""
    code = shown_code(client)
    does(client, CODE, WORDS, code=code)
    does(client, WORDS, WORDS, do="own")
    done = {"pass": passphrase, "again": passphrase, **more}
    does(client, WORDS, "/settings", **done)
    return code


def note(actor: Actor) -> None:
    said = KnownAs(space="", called="kept", **actor.visit.stamp())
    write.card(actor.visit, actor.visit.me, said)


def another(actor: Actor) -> OurClient:
    browser = OurClient()
    browser.post("/sign-in", {"name": actor.name, "pass": PASSPHRASE})
    assert browser.get("/you").status_code == 200
    return browser


# A new passphrase --------------------------------------------------------------------------------


def test_a_new_passphrase_and_code_hold_and_the_old_ones_end(ada: Actor) -> None:
    old = keys.fresh_code()
    accounts.add_recovery(ada.visit, old)
    note(ada)
    other = another(ada)
    does(ada.client, KEY, CODE, **{"pass": PASSPHRASE})
    fresh = changes(ada.client)
    assert "The new passphrase holds." in text(ada.client, "/settings")
    assert other.get("/you").status_code == 401
    assert accounts.unlock("ada", PASSPHRASE) is None
    assert accounts.unlock_by_code(old) is None
    assert accounts.unlock("ada", NEW)
    assert accounts.unlock_by_code(fresh)
    kept = read.recent(ada.visit).newest(KnownAs)
    assert kept is not None
    assert kept.record.called == "kept"


def test_nothing_changes_before_the_code_is_typed_back(ada: Actor) -> None:
    does(ada.client, KEY, CODE, **{"pass": PASSPHRASE})
    assert ada.client.send(CODE, {"code": "A" * 28}).status_code == 422
    does(ada.client, WORDS, CODE, **{"pass": NEW, "again": NEW})
    assert accounts.unlock("ada", PASSPHRASE)


def test_a_wrong_passphrase_begins_nothing(ada: Actor) -> None:
    answered = ada.client.send(KEY, {"pass": "not it at all"})
    assert answered.status_code == 422
    assert "This is not your passphrase." in answered.content.decode()
    assert ada.client.get(CODE)["Location"] == KEY
    assert ada.client.get(WORDS)["Location"] == KEY


def test_reentry_changes_the_sessions_cookie_and_keeps_its_start(ada: Actor) -> None:
    before = ada.client.cookies["s8000"].value if "s8000" in ada.client.cookies else ""
    names = [name for name in ada.client.cookies if name.startswith("s")]
    old, session = ada.client.cookies[names[0]].value, ada.visit.session
    assert session is not None
    does(ada.client, KEY, CODE, **{"pass": PASSPHRASE})
    now = ada.visit.session
    assert now is not None
    assert ada.client.cookies[names[0]].value not in (old, before)
    assert (now.payload.started, now.row.started) == (session.payload.started, session.row.started)
    stolen = OurClient()
    stolen.cookies[names[0]] = old
    assert stolen.get("/you").status_code == 401


def test_without_a_code_the_earlier_one_ends_all_the_same(ada: Actor) -> None:
    old = keys.fresh_code()
    accounts.add_recovery(ada.visit, old)
    does(ada.client, KEY, CODE, **{"pass": PASSPHRASE})
    does(ada.client, CODE, WORDS, do="without")
    offered = re.search(r'<p class="voice big">([^<]+)</p>', text(ada.client, WORDS))
    assert offered
    does(ada.client, WORDS, "/settings", **{"pass": offered[1]})
    assert accounts.unlock_by_code(old) is None
    assert accounts.unlock("ada", offered[1])


def test_a_guessable_passphrase_is_refused_and_the_old_one_stays(ada: Actor) -> None:
    does(ada.client, KEY, CODE, **{"pass": PASSPHRASE})
    does(ada.client, CODE, WORDS, do="without")
    does(ada.client, WORDS, WORDS, do="own")
    answered = ada.client.send(WORDS, {"pass": "passwordpassword", "again": "passwordpassword"})
    assert answered.status_code == 422
    assert accounts.unlock("ada", PASSPHRASE)


def test_the_page_tells_a_pair_what_an_old_backup_still_opens(ada: Actor, ben: Actor) -> None:
    page = text(ada.client, KEY)
    assert "A backup made before still opens with the old code" in page
    assert "What you share with <bdi>Ben</bdi> keeps its lock" in page
    assert "Could <bdi>Ben</bdi> notice? No." in page


# Recovery ----------------------------------------------------------------------------------------


def test_the_code_opens_and_sets_a_new_passphrase_without_the_old_one(ada: Actor) -> None:
    code = keys.fresh_code()
    accounts.add_recovery(ada.visit, code)
    note(ada)
    browser = OurClient()
    does(browser, "/lost", CODE, code=code)
    does(browser, KEY, CODE, **{"pass": ""})
    fresh = changes(browser)
    assert accounts.unlock("ada", NEW)
    assert accounts.unlock_by_code(code) is None
    assert accounts.unlock_by_code(fresh)
    assert ada.client.get("/you").status_code == 401


def test_after_the_folder_was_lost_name_and_passphrase_are_set_anew(ada: Actor) -> None:
    from nearer.vault import sweep
    from nearer.vault.models import FolderKey, ServerSecret

    code = keys.fresh_code()
    accounts.add_recovery(ada.visit, code)
    note(ada)
    sweep.know_the_folder()
    ServerSecret.objects.all().delete()
    FolderKey.objects.all().delete()
    secrets.forget_cached_keys()
    browser = OurClient()
    does(browser, "/lost", CODE, code=code)
    shown = shown_code(browser)
    does(browser, CODE, WORDS, code=shown)
    does(browser, WORDS, WORDS, do="own")
    assert browser.send(WORDS, {"pass": NEW, "again": NEW}).status_code == 422
    does(browser, WORDS, "/settings", **{"pass": NEW, "again": NEW, "name": "ada anew"})
    assert accounts.unlock("ada anew", NEW)


def test_a_taken_name_is_said_and_everything_stays(ada: Actor, cleo: Actor) -> None:
    code = keys.fresh_code()
    accounts.add_recovery(ada.visit, code)
    browser = OurClient()
    does(browser, "/lost", CODE, code=code)
    does(browser, CODE, WORDS, do="without")
    does(browser, WORDS, WORDS, do="own")
    answered = browser.send(WORDS, {"pass": NEW, "again": NEW, "name": "cleo"})
    assert answered.status_code == 422
    assert "This name is not free here." in answered.content.decode()
    assert accounts.unlock("ada", PASSPHRASE)
    assert accounts.unlock("cleo", PASSPHRASE)


def test_the_page_says_plainly_what_is_gone_with_both(db: None) -> None:
    page = text(OurClient(), "/lost")
    assert "Passphrase and code, both lost" in page
    assert "is lost, for good" in page


# The end -----------------------------------------------------------------------------------------


def test_the_end_waits_for_72_hours_and_only_its_person_sees_it(ada: Actor, ben: Actor) -> None:
    does(ada.client, "/settings/end", "/settings/end", **{"pass": PASSPHRASE, "when": "later"})
    assert ending.due(ada.person)
    assert ada.client.get("/today")["Location"] == "/first"
    assert "You are to be deleted" in text(ada.client, "/first")
    assert "deleted" not in text(ben.client, "/you")
    assert ben.client.get("/today").status_code == 200
    does(ada.client, "/first", "/first", do="stay")
    assert ending.due(ada.person) is None
    assert ada.client.get("/today").status_code == 200


def test_at_once_nothing_opens_any_more(ada: Actor, ben: Actor) -> None:
    assert "Could <bdi>Ben</bdi> notice? Yes." in text(ada.client, "/settings/end")
    other = another(ada)
    does(ada.client, "/settings/end", "/", **{"pass": PASSPHRASE, "when": "now"})
    assert ada.client.get("/you").status_code == 401
    assert other.get("/you").status_code == 401
    assert accounts.unlock("ada", PASSPHRASE) is None
    assert "The shared space is closed" in text(ben.client, "/you")


@pytest.mark.parametrize(
    "fields", [{"when": "now"}, {"pass": "wrong", "when": "now"}, {"pass": PASSPHRASE}]
)
def test_without_passphrase_and_choice_nothing_ends(ada: Actor, fields: dict[str, str]) -> None:
    assert ada.client.send("/settings/end", fields).status_code == 422
    assert accounts.unlock("ada", PASSPHRASE)
    assert ending.due(ada.person) is None


def test_the_end_is_asked_for_and_undone_twice_without_harm(ada: Actor) -> None:
    for _ in range(2):
        does(ada.client, "/settings/end", "/settings/end", **{"pass": PASSPHRASE, "when": "later"})
    for _ in range(2):
        does(ada.client, "/settings/end", "/settings/end", do="stay")
    assert ending.due(ada.person) is None
    assert accounts.unlock("ada", PASSPHRASE)
