"""Cases as reviewers meet them, and the forms they send back."""

import re
from typing import Any

from clearance.identity.models import IdRecord
from tests.accounts.making import Browser, browser_of
from tests.factories import make_order, make_record, make_staff

QUEUE = "/desk/review/"


def waiting_record(**fields: Any) -> IdRecord:
    """A document that somebody sent and nobody looked at."""
    return make_record(
        fields.pop("order", None) or make_order(), state="PENDING", **fields
    )


def reviewer(name: str = "reviewer", *, role: str = "reviewer") -> Browser:
    """The browser of a member of staff who reviews."""
    return browser_of(make_staff(role, username=name))


def page_of(record: IdRecord) -> str:
    return f"{QUEUE}{record.reference}/"


def take(browser: Browser, record: IdRecord) -> None:
    browser.post(f"{QUEUE}open/{record.pk}/")


def hidden(html: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found is not None
    return found[1]


def photo_urls(html: str) -> list[str]:
    """The addresses of the pictures on a page."""
    return re.findall(r'<img src="(/photos/[^"]+)"', html)


def decide(browser: Browser, record: IdRecord, decision: str, **fields: Any) -> Any:
    """Open the case, then send its form as the page made it."""
    html = browser.get(page_of(record)).content.decode()
    form = {
        "decision": decision,
        "version": hidden(html, "version"),
        "digest": hidden(html, "digest"),
    }
    return browser.post(f"{page_of(record)}decide/", form | fields)
