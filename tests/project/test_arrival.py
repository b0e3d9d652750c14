"""What a request may say of itself."""

import pytest

from nearer.project.arrival import Doorstep
from nearer.project.headers import Scope

AT_HOME = Doorstep(origin=None, secure=False)
BEHIND_A_PROXY = Doorstep("https://notes.example.org", secure=True, proxies=("10.0.0.2",))
FORWARDED = (b"x-forwarded-for", b"203.0.113.9, 198.51.100.7")


def asked(*headers: tuple[bytes, bytes], peer: str = "127.0.0.1") -> Scope:
    """A request as the server hands it on."""
    return {"client": (peer, 4000), "scheme": "http", "headers": list(headers)}


def test_names_that_pose_as_others_are_dropped() -> None:
    scope, _ = AT_HOME.clean(asked((b"x_token", b"1"), (b"x-token", b" 2 "), (b"accept", b"*/*")))
    assert scope["headers"] == [(b"x-token", b"2"), (b"accept", b"*/*")]


@pytest.mark.parametrize(
    "name", [b"forwarded", b"x-forwarded-proto", b"x-real-ip", b"x-original-url"]
)
def test_hearsay_never_reaches_a_page(name: bytes) -> None:
    for doorstep in (AT_HOME, BEHIND_A_PROXY):
        scope, _ = doorstep.clean(asked((name, b"x")))
        assert scope["headers"] == []


def test_without_a_setting_nobody_speaks_for_another() -> None:
    _, address = AT_HOME.clean(asked(FORWARDED))
    assert address == "127.0.0.1"


@pytest.mark.parametrize("proxy", ["127.0.0.1", "::1", "10.0.0.2"])
def test_the_proxy_says_for_whom_it_asks(proxy: str) -> None:
    scope, address = BEHIND_A_PROXY.clean(asked(FORWARDED, peer=proxy))
    assert (address, scope["client"][0]) == ("198.51.100.7", "198.51.100.7")


def test_a_stranger_is_not_believed() -> None:
    _, address = BEHIND_A_PROXY.clean(asked(FORWARDED, peer="192.0.2.5"))
    assert address == "192.0.2.5"


def test_a_proxy_that_says_nonsense_counts_itself() -> None:
    _, address = BEHIND_A_PROXY.clean(asked((b"x-forwarded-for", b"unknown")))
    assert address == "127.0.0.1"


def test_the_scheme_comes_from_the_setting() -> None:
    scope, _ = BEHIND_A_PROXY.clean(asked((b"x-forwarded-proto", b"http")))
    assert scope["scheme"] == "https"
    scope, _ = AT_HOME.clean(asked((b"x-forwarded-proto", b"https")))
    assert scope["scheme"] == "http"


def test_a_proxy_need_not_pass_the_host_on() -> None:
    scope, _ = BEHIND_A_PROXY.clean(asked((b"host", b"127.0.0.1:8000")))
    assert scope["headers"] == [(b"host", b"notes.example.org")]
    scope, _ = BEHIND_A_PROXY.clean(asked((b"host", b"elsewhere.example"), peer="192.0.2.5"))
    assert scope["headers"] == [(b"host", b"elsewhere.example")]
