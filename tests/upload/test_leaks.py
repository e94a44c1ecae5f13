"""What a recipient types turns up on their own page, sealed, and nowhere else."""

import json
import logging
import re
import secrets as secrets_module
from datetime import datetime
from uuid import UUID

import pytest
from django.contrib.sessions.models import Session as SessionRow
from django.core import signing
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from clearance.audit.models import AuditEntry
from clearance.identity import services
from clearance.upload.session import COOKIE, SALT
from tests.factories import make_merchant, make_order, make_record
from tests.upload.phone import CHECK, DONE, PHOTOS, STATUS, photos_of, typed_of

OLD_PHONE = "13877776666"
CODES = ("804315", "271946")


@pytest.fixture
def secrets(who):
    return [who.name, who.number, who.phone, who.number[-6:]]


def walk(phone, who):
    """The whole way, with a wrong turn; every answer on it."""
    typed = typed_of(who)
    first = {name: typed[name] for name in ("document_type", "name", "number")}
    yield phone.post(PHOTOS, first | {"valid_until": "never"})
    yield phone.post(PHOTOS, first)
    yield phone.get(PHOTOS)
    yield phone.post(PHOTOS, photos_of(who))
    yield phone.get(CHECK)
    yield phone.post(CHECK, typed)
    yield phone.post(CHECK, typed | {"consent": "on"})
    yield phone.get(DONE)
    yield phone.get(STATUS)


def walk_by_codes(phone, who, now):
    """A document on file, a code for it, another for what it covers; every answer."""
    before = make_order(
        merchant=make_merchant("kiwi"), name=who.name, phone=OLD_PHONE, now=now
    )
    kept = {"number": who.number, "name": who.name, "consent_reuse": True}
    make_record(before, with_photos=False, now=now, **kept)
    typed = typed_of(who)
    first = {name: typed[name] for name in ("document_type", "name", "number")}
    yield phone.post("/u/code/ask/", first)
    yield phone.get("/u/code/")
    yield phone.post("/u/code/", {"code": CODES[0][::-1]})
    services.drive_codes(now=timezone.now())
    yield phone.post("/u/code/", {"code": CODES[0]})
    yield phone.get(DONE)
    yield phone.post("/u/feedback/", {"answer": "EASY"})
    yield phone.post("/u/status/ask/")
    services.drive_codes(now=timezone.now())
    yield phone.post("/u/status/code/", {"code": CODES[1]})
    yield phone.get(STATUS)


@pytest.fixture
def codes(monkeypatch):
    """Codes that are known beforehand, so that they can be looked for."""
    cache.clear()
    drawn = iter(int(code) for code in CODES)
    monkeypatch.setattr(secrets_module, "randbelow", lambda _below: next(drawn))


def test_no_code_nor_value_leaves_its_message(phone, who, now, codes, secrets, caplog):
    caplog.set_level(logging.DEBUG)
    hidden = [*secrets, OLD_PHONE, *CODES]

    answers = list(walk_by_codes(phone, who, now))

    assert [answer.status_code for answer in answers] == [
        *(303, 200, 422, 303, 200, 303, 303, 303, 200)
    ]
    for answer in answers:
        outside = f"{dict(answer.headers)}{answer.cookies.output()}"
        assert [s for s in hidden if s in outside] == []
    pages = "".join(answer.content.decode() for answer in answers)
    assert [s for s in hidden if s in pages] == []
    said = "\n".join(
        f"{record.getMessage()} {record.args}"
        for record in caplog.records
        if not record.name.startswith("django.db")
    )
    assert [s for s in hidden if s in said] == []
    stored = all_rows()
    assert [s for s in hidden if s in stored] == []


def all_rows():
    """Every value of every row, as far as it reads as text."""
    stored = []
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            stored += [
                bytes(cell).decode("utf-8", "ignore")
                if isinstance(cell, bytes | memoryview)
                else str(cell)
                for row in cursor.fetchall()
                for cell in row
                if not isinstance(cell, int | float | datetime | UUID)
            ]
    return "\n".join(stored)


def test_no_value_in_addresses_titles_headers_or_cookies(phone, who, secrets):
    for answer in walk(phone, who):
        page = answer.content.decode()
        title = re.findall(r"<title>(.*?)</title>", page, re.DOTALL)
        outside = f"{title}{dict(answer.headers)}{answer.cookies.output()}"
        outside += "".join(re.findall(r'(?:href|action)="([^"]*)"', page))
        assert [s for s in secrets if s in outside] == []

    kept = json.dumps(
        signing.loads(phone.cookies[COOKIE].value, salt=SALT), ensure_ascii=False
    )
    assert [s for s in secrets if s in kept] == []


def test_no_value_in_logs(phone, who, secrets, caplog):
    caplog.set_level(logging.DEBUG)

    list(walk(phone, who))

    said = "\n".join(
        f"{record.getMessage()} {record.args}"
        for record in caplog.records
        # The statements themselves: seen only where somebody debugs.
        if not record.name.startswith("django.db")
    )
    assert [s for s in secrets if s in said] == []
    assert "ID-" not in said


def test_no_value_in_sessions_audit_or_any_other_row(phone, who, secrets):
    list(walk(phone, who))

    assert SessionRow.objects.exists() is False
    assert AuditEntry.objects.filter(action="id.submitted").count() == 1
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                stored = "".join(
                    bytes(c).decode("utf-8", "ignore")
                    if isinstance(c, bytes | memoryview)
                    else str(c)
                    for c in row
                )
                assert [s for s in secrets if s in stored] == [], table
