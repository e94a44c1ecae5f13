"""What people and shops do, each step through the door it really goes through."""

import csv
import json
import re
from contextlib import suppress
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import time_machine
from django.core.management import call_command
from django.utils import timezone

from clearance.demo.people import Person
from clearance.identity.models import IdRecord
from clearance.messaging.models import Message
from clearance.messaging.queries import unseal
from clearance.orders.models import Order
from tests.accounts.making import Browser, browser_of
from tests.factories import make_staff
from tests.upload.phone import opened, photos_of, typed_of

A_MINUTE = timedelta(seconds=61)


def row(number: str, who: Person, **cells: str) -> dict[str, str]:
    """A record of our own layout: direct mail to this person, paid a moment ago."""
    now = timezone.now().isoformat(timespec="seconds")
    return {
        "order_no": number,
        "channel": "direct_mail",
        "placed_at": now,
        "paid_at": now,
        "recipient_name": who.name,
        "recipient_phone": who.phone,
        "recipient_address": who.address,
        "paid": "118.00",
        "item_name": "green tea",
        "item_qty": "1",
        "item_price": "118.00",
    } | cells


def import_orders(
    folder: Path, *rows: dict[str, str], merchant: str = "hoshi"
) -> dict[str, Any]:
    """The shop's file goes in by command; what the command says."""
    file = folder / "orders.csv"
    columns = list(dict.fromkeys(name for each in rows for name in each))
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    said = command("import_orders", file, "--merchant", merchant, "--json")
    file.unlink()
    return said


def explain(number: str, merchant: str = "hoshi") -> dict[str, Any]:
    """Why this order needs an ID or not, as scripts are told."""
    return command("explain_order", number, "--merchant", merchant, "--json")


def stands(number: str, merchant: str = "hoshi") -> tuple[str, str, str]:
    """What is asked of an order, where its upload stands, and what holds it."""
    said = explain(number, merchant)
    return said["level"], said["state"], said["hold"]


def held(merchant: str = "hoshi") -> dict[str, str]:
    """What the warehouse is told: each order with its hold."""
    said = command("export_holds", "--merchant", merchant, "--json")
    return {each["order"]: each["hold"] for each in said["orders"]}


def a_minute_passes() -> dict[str, int]:
    """What is due a minute later is done: a decision's message leaves."""
    with time_machine.travel(timezone.now() + A_MINUTE, tick=True):
        return what_is_due()


def what_is_due() -> dict[str, int]:
    """What is due now is done: links are sent, their messages leave."""
    said = command("run_due", "--json")
    assert said["failed"] == {}
    return said["done"]


def command(name: str, *arguments: Any) -> dict[str, Any]:
    """One JSON object on stdout, whatever the exit code."""
    out = StringIO()
    with suppress(SystemExit):  # refused, or rows rejected: the object says which
        call_command(
            name, *[str(each) for each in arguments], stdout=out, stderr=StringIO()
        )
    said: dict[str, Any] = json.loads(out.getvalue())
    return said


def messages_to(phone: str) -> list[str]:
    """The texts that this phone received, oldest first."""
    rows = list(Message.objects.filter(state="SENT").order_by("pk"))
    texts = unseal(rows)
    return [texts[each.pk]["text"] for each in rows if _to(texts[each.pk]) == phone]


def _to(values: dict[str, str]) -> str:
    return re.sub(r"^\+86", "", values["to"])


def link_in(text: str) -> str:
    """The address in a message, without the host."""
    found = re.search(r"/u/[\w-]+/", text)
    assert found is not None, "The message holds no link."
    return found[0]


def send_document(url: str, who: Person, **more: str) -> Browser:
    """Open a link, send one photo, then the other, then what is asked, and agree."""
    phone = opened(url)
    photos = photos_of(who)
    answer = phone.post("/u/photos/", {"portrait": photos["portrait"]})
    assert (answer.status_code, answer.url) == (303, "/u/photos/")
    answer = phone.post("/u/photos/", {"emblem": photos["emblem"]} | typed_of(who))
    assert (answer.status_code, answer.url) == (303, "/u/check/")
    answer = phone.post("/u/check/", typed_of(who) | {"consent": "on"} | more)
    assert (answer.status_code, answer.url) == (303, "/u/done/")
    assert phone.get("/u/done/").status_code == 200
    return phone


def staff(*roles: str) -> Browser:
    """A browser of a member of staff with these roles."""
    browser = browser_of(make_staff(*roles))
    browser.cookies["django_language"] = "en"
    return browser


def judge(browser: Browser, decision: str, **fields: Any) -> IdRecord:
    """Take the oldest document from the queue and decide it, as the page offers."""
    taken = browser.post("/desk/review/next/")
    assert taken.status_code == 303
    case = browser.get(taken.url)
    assert case.status_code == 200
    form = dict(re.findall(r'name="(version|digest)" value="([^"]*)"', _html(case)))
    answer = browser.post(f"{taken.url}decide/", form | {"decision": decision} | fields)
    assert answer.status_code == 303
    return IdRecord.objects.get(reference=taken.url.rstrip("/").rpartition("/")[2])


def order(number: str) -> Order:
    """The row, for the addresses that name it."""
    found: Order = Order.objects.get(number=number)
    return found


def _html(answer: Any) -> str:
    text: str = answer.content.decode()
    return text
