"""What a recipient types turns up on their own page, sealed, and nowhere else."""

import json
import logging
import re

import pytest
from django.contrib.sessions.models import Session as SessionRow
from django.core import signing
from django.db import connection

from clearance.audit.models import AuditEntry
from clearance.upload.session import COOKIE, SALT
from tests.upload.phone import CHECK, DONE, PHOTOS, STATUS, photos_of, typed_of


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
