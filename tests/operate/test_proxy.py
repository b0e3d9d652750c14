"""The couple's journey through Caddy, over TLS, as phones at home would make it."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests import chromium
from tests.journeys import test_couple
from tests.journeys.conftest import House, Visitors
from tests.operate.copies import ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.journey,
    pytest.mark.skipif(
        shutil.which("caddy") is None, reason="Caddy is not installed; deploy/try-proxy installs it"
    ),
]

# The shipped file has a public name; this one differs in name and certificate only.
CADDYFILE = """
{{
	admin off
	auto_https disable_redirects
	skip_install_trust
	log default {{
		exclude http.log http.handlers.reverse_proxy
	}}
}}

https://localhost:{port} {{
	tls internal
	bind 127.0.0.1
	reverse_proxy 127.0.0.1:{behind}
}}
"""


class Trusting:
    """A browser that takes the certificate which nobody vouches for."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    def new_context(self, **options: Any) -> BrowserContext:
        """Return a fresh context."""
        return self._browser.new_context(ignore_https_errors=True, **options)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A copy behind Caddy; its address is Caddy's."""
    house, port = House(tmp_path), free_port()
    monkeypatch.setenv("NEARER_URL", f"https://localhost:{port}")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "caddy"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "caddy"))
    config = tmp_path / "Caddyfile"
    config.write_text(CADDYFILE.format(port=port, behind=house.port))
    house.start()
    log = (tmp_path / "caddy.log").open("wb")
    caddy = subprocess.Popen(
        ["caddy", "run", "--config", str(config), "--adapter", "caddyfile"], stdout=log, stderr=log
    )
    try:
        wait_for(port)
        house.url = f"https://localhost:{port}"
        yield house
    finally:
        caddy.terminate()
        caddy.wait(20)
        log.close()
        house.stop()


@pytest.fixture
def visitors(house: House) -> Iterator[Visitors]:
    """Visitors who come by Caddy's address."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.path(), args=chromium.ARGS)
        made = Visitors(house, Trusting(browser))  # type: ignore[arg-type]
        yield made
        made.leave()
        browser.close()


def test_two_people_come_to_one_picture_through_the_proxy(
    visitors: Visitors, house: House, tmp_path: Path
) -> None:
    test_couple.two_come_to_one_picture(visitors, by_hand=False)
    cookies = [cookie for visitor in visitors._made for cookie in visitor.context.cookies()]
    assert {cookie["name"] for cookie in cookies if cookie["httpOnly"]} == {"__Host-s"}
    assert all(cookie["secure"] for cookie in cookies)
    written = (tmp_path / "caddy.log").read_text() + house.log.read_text()
    assert "certificate" in written
    assert "remote_ip" not in written


def test_the_shipped_file_differs_in_name_and_certificate_only() -> None:
    shipped = (ROOT / "deploy/Caddyfile").read_text()
    assert "reverse_proxy 127.0.0.1:8000" in shipped
    assert "exclude http.log http.handlers.reverse_proxy" in shipped
    assert "exclude http.log http.handlers.reverse_proxy" in CADDYFILE
    done = subprocess.run(
        ["caddy", "validate", "--config", "deploy/Caddyfile", "--adapter", "caddyfile"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("Caddy did not start")
