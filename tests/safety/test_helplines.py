"""One doubtful entry refuses the whole file, and the error names it. Each fault is planted once."""

import pytest

from nearer.safety.helplines import BrokenHelplines, Kind, parse
from nearer.safety.lines import COUNTRIES, SHIPPED, read

GOOD = {
    "country": "IE",
    "kind": "domestic_abuse",
    "name": "A line",
    "number": "1800 341 900",
    "sources": ["https://one.example/", "https://two.example/"],
    "confidence": "two_sources",
    "checked_by_person": "",
}


def entry(**changes):
    """Return one entry as TOML; None takes a field away."""
    fields = {name: value for name, value in (GOOD | changes).items() if value is not None}
    rows = [
        f"{name} = {str(value) if isinstance(value, list) else repr(value)}"
        for name, value in fields.items()
    ]
    return "\n".join(["[[line]]", *rows, ""])


def file(*entries, schema="schema = 1"):
    return "\n".join([schema, *(entries or [entry()])])


def refusal(text):
    with pytest.raises(BrokenHelplines) as caught:
        parse(text, COUNTRIES)
    return str(caught.value)


def test_a_good_file_is_read():
    (line,) = parse(file(entry(languages=["en", "ga"], note="one")), COUNTRIES)
    assert (line.country, line.kind, line.shown) == ("IE", Kind.DOMESTIC_ABUSE, "1800 341 900")
    assert line.address == "tel:1800341900"
    assert line.checked_on is None


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"country": None}, "country"),
        ({"country": "UK"}, "'UK'"),
        ({"country": "ie"}, "'ie'"),
        ({"kind": None}, "kind"),
        ({"kind": "police"}, "police"),
        ({"name": None}, "name"),
        ({"name": " "}, "name is empty"),
        ({"sources": None}, "sources"),
        ({"sources": ["https://one.example/"]}, "names 1 sources"),
        ({"sources": ["https://one.example/", "https://one.example/ "]}, "two different"),
        ({"confidence": None}, "confidence"),
        ({"confidence": "one_source"}, "one_source"),
        ({"checked_by_person": None}, "checked_by_person"),
        ({"checked_by_person": "yes"}, "'yes'"),
        ({"checked_by_person": "2026-13-01 ab dialled"}, "2026-13-01"),
        ({"number": None}, "exactly one"),
        ({"text_number": "50808"}, "exactly one"),
        ({"url": "https://line.example"}, "exactly one"),
        ({"number": "1800-HELP"}, "1800-HELP"),
        ({"number": "( )"}, "( )"),
        ({"number": "1800\u00a0341"}, "digits"),
        ({"number": None, "url": "http://line.example"}, "https://"),
        ({"number": None, "url": "https://"}, "https://"),
        ({"number": 112}, "number"),
        ({"phone": "112"}, "phone"),
    ],
)
def test_each_planted_fault_refuses_the_file_and_names_the_entry(changes, says):
    other = entry(number="999", name="Another")
    message = refusal(file(other, entry(**changes)))
    assert message.startswith("entry 2 ")
    assert says in message
    assert parse(file(other), COUNTRIES)


def test_two_entries_of_a_kind_may_not_share_a_number():
    message = refusal(file(entry(), entry(name="B line", number="1800-341-900")))
    assert message == (
        "entry 2 IE domestic_abuse B line: entry 1 has the same number; keep one of them"
    )
    assert len(parse(file(entry(), entry(kind="suicide"), entry(country="GB")), COUNTRIES)) == 3


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("schema = ", "not TOML"),
        ("", "schema is None"),
        (file(schema="schema = 2"), "schema is 2"),
        ("schema = 1", "no [[line]]"),
        ("schema = 1\nline = []", "no [[line]]"),
        ("schema = 1\nline = 'x'", "no [[line]]"),
        ("schema = 1\nline = ['x']", "entry 1: "),
    ],
)
def test_a_file_that_is_no_list_of_lines_is_refused(text, says):
    assert says in refusal(text)


@pytest.mark.parametrize(
    ("changes", "address"),
    [
        ({"number": "*123#"}, "tel:*123%23"),
        ({"number": "+353 (1) 23"}, "tel:+353123"),
        ({"number": None, "text_number": "85 258"}, "sms:85258"),
        ({"number": None, "url": "https://find.example/a?b"}, "https://find.example/a?b"),
    ],
)
def test_a_tap_dials_texts_or_opens(changes, address):
    (line,) = parse(file(entry(**changes)), COUNTRIES)
    assert line.address == address


def test_a_check_by_a_person_gives_its_day():
    (line,) = parse(file(entry(checked_by_person="2026-11-25 ab looked up")), COUNTRIES)
    assert line.checked_on.isoformat() == "2026-11-25"


def test_the_shipped_file_stands_its_own_check():
    lines = read(SHIPPED)
    assert len(lines) == 433
    assert len({line.country for line in lines}) == 156
    assert {line.confidence for line in lines} == {"two_sources"}


def test_every_country_of_the_shipped_file_has_an_emergency_number():
    lines = read(SHIPPED)
    with_one = {line.country for line in lines if line.kind is Kind.EMERGENCY}
    assert {line.country for line in lines} == with_one


def test_no_list_of_unverified_leads_ships():
    assert [path.name for path in SHIPPED.parent.rglob("*.toml")] == [SHIPPED.name]
