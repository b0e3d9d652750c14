"""Settings from the environment, and what is said of one that cannot be used."""

from pathlib import Path

import pytest

from nearer.project.environment import Postgres, SettingCannotBeUsed, is_loopback, read


def test_nothing_set_is_a_copy_for_this_machine() -> None:
    copy = read({"HOME": "/home/ada"})
    assert copy.data == Path("/home/ada/.local/share/nearer/data")
    assert copy.secrets == Path("/home/ada/.local/share/nearer/secrets")
    assert (copy.host, copy.port, copy.secure, copy.sign_up) == ("127.0.0.1", 8000, False, "open")
    assert copy.hosts == ("localhost", ".localhost", "127.0.0.1", "[::1]")
    assert copy.cookie == "s8000"


def test_a_setting_that_is_empty_is_one_that_is_not_set() -> None:
    names = ("HOST", "PORT", "URL", "DATA", "SECRETS", "SIGN_UP", "LEAVE", "PROXY", "HELPLINES")
    empty = {f"NEARER_{name}": "" for name in names}
    assert read({"HOME": "/home/ada", **empty}) == read({"HOME": "/home/ada"})


def test_one_setting_is_enough_behind_a_proxy() -> None:
    copy = read({"NEARER_URL": "https://Notes.Example.org:443/"})
    assert copy.origin == "https://notes.example.org"
    assert copy.hosts == ("notes.example.org",)
    assert (copy.secure, copy.cookie, copy.sign_up) == (True, "__Host-s", "code")


def test_an_own_certificate_secures_the_copy_by_any_name_that_it_bears() -> None:
    copy = read({"NEARER_TLS_CERT": "/c.pem", "NEARER_TLS_KEY": "/k.pem", "NEARER_HOST": "0.0.0.0"})
    assert (copy.tls, copy.secure) == ((Path("/c.pem"), Path("/k.pem")), True)
    assert (copy.hosts, copy.sign_up) == (("*",), "code")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://localhost:8000", "localhost"),
        ("http://one.localhost:8000", "one.localhost"),
        ("http://[::1]:8000", "[::1]"),
        ("https://notes.example.org:8443", "notes.example.org"),
    ],
)
def test_an_address_gives_its_host(url: str, host: str) -> None:
    copy = read({"NEARER_URL": url})
    assert (copy.origin, copy.hosts) == (url, (host,))


def test_the_pages_of_leave_are_named_for_the_policy() -> None:
    copy = read({"NEARER_LEAVE": "https://weather.example/today https://www.weather.example/"})
    assert copy.leave == "https://weather.example/today"
    assert copy.leave_origins == ("https://weather.example", "https://www.weather.example")


def test_sign_up_is_as_the_host_says() -> None:
    assert read({"NEARER_SIGN_UP": "closed"}).sign_up == "closed"


def test_postgresql_is_named_by_an_address() -> None:
    copy = read(
        {
            "DATABASE_URL": "postgres://nearer@/records?host=/run/postgres",
            "NEARER_SECRETS": "postgresql://n:p%40ss@elsewhere:5433/secrets?sslmode=require",
        }
    )
    assert copy.records_at == Postgres("records", "nearer", "", "/run/postgres", "", ())
    assert copy.secrets_at == Postgres(
        "secrets", "n", "p@ss", "elsewhere", "5433", (("sslmode", "require"),)
    )


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("NEARER_URL", "notes.example.org"),
        ("NEARER_URL", "https://notes.example.org/nearer"),
        ("NEARER_URL", "http://notes.example.org"),
        ("NEARER_PORT", "eighty"),
        ("NEARER_PORT", "70000"),
        ("NEARER_SIGN_UP", "sometimes"),
        ("NEARER_LEAVE", "javascript:alert(1)"),
        ("NEARER_LEAVE", "https://weather.example;script-src/"),
        ("NEARER_PROXY", "caddy"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_value(setting: str, value: str) -> None:
    with pytest.raises(SettingCannotBeUsed, match=setting) as refused:
        read({setting: value})
    assert f"{setting}={value}" in str(refused.value)


def test_a_certificate_without_a_key_is_refused() -> None:
    with pytest.raises(SettingCannotBeUsed, match="NEARER_TLS_KEY"):
        read({"NEARER_TLS_CERT": "/c.pem"})
    with pytest.raises(SettingCannotBeUsed, match="NEARER_TLS_CERT"):
        read({"NEARER_TLS_KEY": "/k.pem"})


def test_a_refused_database_address_is_not_printed_with_its_password() -> None:
    with pytest.raises(SettingCannotBeUsed, match="DATABASE_URL") as refused:
        read({"DATABASE_URL": "mysql://ada:lantern@host/db"})
    assert "lantern" not in str(refused.value)


@pytest.mark.parametrize(
    ("host", "own"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("home", False)],
)
def test_loopback_is_this_machine_alone(host: str, *, own: bool) -> None:
    assert is_loopback(host) is own
