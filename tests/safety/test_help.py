"""Help now: the same bytes for everyone, whole without a script, small on the wire."""

import gzip
import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from nearer.safety import pages, sheet
from nearer.safety.countries import NAMES, in_order
from nearer.safety.help import LANGUAGES, about, lands
from nearer.safety.helplines import Kind, Line
from nearer.safety.lines import shown_lines

LIMIT = 30_000


def line(**changes):
    fields = {
        "country": "IE",
        "kind": Kind.SUICIDE,
        "name": "A line",
        "number": "112",
        "sources": ("a", "b"),
        "confidence": "two_sources",
        "checked_by_person": "",
    }
    return Line(**(fields | changes))


class Outline(HTMLParser):
    """The sections of a page: class -> the addresses and the words inside."""

    def __init__(self, html):
        super().__init__()
        self.sections, self.open = {}, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "section":
            self.open = found.get("class", "").rpartition("land-")[2]
            self.sections[self.open] = []
        elif tag == "a" and self.open:
            self.sections[self.open].append(found["href"])

    def handle_endtag(self, tag):
        if tag == "section":
            self.open = None

    def handle_data(self, data):
        if self.open and data.strip():
            self.sections[self.open].append(data.strip())


@pytest.fixture
def html(db):
    return Client().get("/help").content.decode()


def test_it_is_the_same_bytes_for_everyone(ada, ben, cleo):
    pages_seen = {actor.client.get("/help").content for actor in (ada, ben, cleo)}
    assert pages_seen == {Client().get("/help").content}
    for secret in (ada.name, ada.client.token, "data-token"):
        assert secret.encode() not in next(iter(pages_seen))


def test_looking_for_help_changes_no_row(ada, count_rows):
    before = count_rows()
    ada.client.get("/help")
    Client().get("/help")
    assert count_rows() == before


def test_it_is_small_on_the_wire(db):
    packed = Client().get("/help", HTTP_ACCEPT_ENCODING="gzip, br")
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) <= LIMIT
    assert gzip.decompress(packed.content) == Client().get("/help").content


def test_it_is_known_again_by_its_tag(db):
    first = Client().get("/help")
    assert first["Cache-Control"] == "public, max-age=3600"
    again = Client().get("/help", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


def test_nothing_on_it_can_be_sent_but_leave(html):
    assert re.findall(r"<form[^>]*action=\"([^\"]*)", html) == ["/leave"]
    assert len(re.findall("<form", html)) == 1
    assert not re.search(r"<select[^>]* name=", html)


def test_nothing_can_be_posted(db):
    assert Client().post("/help", HTTP_ORIGIN="http://testserver").status_code == 405


def test_each_country_shows_its_own_lines_and_no_other(html):
    sections = Outline(html).sections
    for land in lands(shown_lines()):
        own = [one.address for one in shown_lines() if one.country == land.code]
        shown = [word for word in sections[land.code] if re.match(r"tel:|sms:|https:", word)]
        assert sorted(shown) == sorted(own)
        assert sections[land.code][0] == land.name


def test_an_unknown_country_shows_no_number_at_all(html):
    said = Outline(html).sections["none"]
    assert said == ["Someone is in danger now", "Call your local emergency number"]


def test_emergency_comes_first_and_the_kinds_keep_their_order():
    order = list(Kind)
    for land in lands(shown_lines()):
        places = [order.index(kind) for kind, _ in land.kinds]
        assert places == sorted(places)
        assert places[0] == 0


def test_hints_for_a_safe_call_come_before_any_number(html):
    assert html.index("another phone is safer") < html.index("tel:")


def test_it_says_of_each_number_that_nobody_has_checked_it_yet(html):
    assert html.count("Not yet checked<") == len(shown_lines())


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, ""),
        ({"hours": "24/7", "cost": "free"}, "Day and night · Free"),
        ({"hours": "24/7 (check)"}, "Hours not certain"),
        ({"hours": "check: one source says 24/7"}, "Hours not certain"),
        ({"hours": "8-20 daily", "text": "SMS (check)"}, "8-20 daily · SMS (not certain)"),
        ({"region": "Lagos State", "audience": "women"}, "Lagos State · For women"),
        ({"languages": ("ga", "en", "interpreters")}, "Ga, English, interpreters"),
        ({"note": "may pass on concerns"}, "May pass on concerns"),
    ],
)
def test_what_to_know_about_a_line(fields, words):
    assert about(line(**fields)) == words


def test_every_language_code_of_the_shipped_lines_has_a_name():
    codes = {code for one in shown_lines() for code in one.languages if len(code) == 2}
    assert codes <= set(LANGUAGES)


def test_countries_stand_where_one_looks_for_them():
    assert len(NAMES) == 250
    assert [code for code, _ in in_order({"ZW", "AX", "AF", "AL"})] == ["AF", "AX", "AL", "ZW"]


def test_the_sheet_fits_the_table_of_countries():
    assert sheet.SHEET.read_text(encoding="ascii") == sheet.sheet()


def test_the_page_that_says_no_network_offers_help_and_another_try(db):
    html = Client().get("/offline").content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    assert set(re.findall(r'<a [^>]*href="([^"]*)"', main)) == {"", "/help"}


def test_the_still_pages_name_only_files_of_ours():
    named = pages.files()
    assert all(address.startswith("/static/") for address in named)
    assert any(address.endswith("help.css") for address in named)
    assert any(address.endswith("icons.svg") for address in named)
