"""A real browser on the pages: Chromium, a phone's screen, and a server of its own."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.test import override_settings
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}

# A browser talks to the server of a test without TLS.
PLAIN = {
    "SECURE_SSL_REDIRECT": False,
    "SECURE_HSTS_SECONDS": 0,
    "SESSION_COOKIE_SECURE": False,
    "CSRF_COOKIE_SECURE": False,
    "LANGUAGE_COOKIE_SECURE": False,
    "ALLOWED_HOSTS": ["localhost", "testserver"],
}

TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`));
"""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: needs Chromium")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is marked, and skipped aloud where there is no Chromium."""
    missing = pytest.mark.skip(reason=f"there is no {CHROMIUM}")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM.exists():
                item.add_marker(missing)


@pytest.fixture(scope="package")
def chromium(django_db_setup: None) -> Iterator[Browser]:
    """The browser; gone, with the loop it runs on, before other tests go on."""
    # The database is not in that loop, though it looks so from this thread.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as library:
        browser = library.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()
        connections.close_all()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="package")
def site(chromium: Browser) -> Iterator[str]:
    """The address of a server that runs for the tests of this folder."""
    with override_settings(**PLAIN):
        server = LiveServer("localhost")
        yield server.url
        server.stop()


@pytest.fixture(autouse=True)
def committed(chromium: Browser, transactional_db: None) -> None:
    """The server is another thread: it sees only what was committed."""


@pytest.fixture
def complaints() -> list[str]:
    """What the console and the policy of the page complained of."""
    return []


@pytest.fixture
def open_page(
    site: str, transactional_db: None, chromium: Browser, complaints: list[str]
) -> Iterator[Callable[..., Page]]:
    """Open a page of a phone: `open_page(language, scheme="dark", …)`."""
    contexts: list[BrowserContext] = []

    def hear(message: ConsoleMessage) -> None:
        # The status of the page itself is asserted by the test that asked for it.
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    def open_one(language: str, *, scheme: str = "light", **more: object) -> Page:
        context = chromium.new_context(
            base_url=site,
            locale=language,
            color_scheme=scheme,
            **({"viewport": PHONE, "is_mobile": True, "has_touch": True} | more),
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.add_init_script(TELL_VIOLATIONS)
        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "response",
            lambda answer: (
                complaints.append(f"{answer.status} {answer.url}")
                if answer.status >= 400 and answer.request.resource_type != "document"
                else None
            ),
        )
        return page

    yield open_one
    for context in contexts:
        context.close()
