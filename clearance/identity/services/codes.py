"""One-time codes: asked for by all alike, sent to the phone on file if there is one.

What a request does is the same for everybody: it writes a row. Whose phone is meant,
and whether there is one, a worker finds out afterwards, so that neither an answer nor
its time says whether a document is on record.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from clearance.audit import services as audit
from clearance.identity.enums import CodePurpose
from clearance.identity.models import IdRecord, OneTimeCode, UploadLink
from clearance.identity.queries.contents import on_record
from clearance.identity.queries.joinable import record_to_join
from clearance.identity.services.people import lock_people
from clearance.keys import blind
from clearance.keys.errors import KeyGone, Tampered
from clearance.lib.characters import compatible
from clearance.lib.verdicts import Refusal
from clearance.lib.work import nudge
from clearance.lib.workdays import today
from clearance.messaging import services as messaging
from clearance.messaging.enums import MessageKind

GOOD_FOR = timedelta(minutes=10)
TRIES = 3
DIGITS = 6

ASK_AGAIN_AFTER = timedelta(minutes=1)
PER_LINK, LINK_WITHIN = 3, timedelta(hours=1)
PER_PHONE, PHONE_WITHIN = 3, timedelta(days=1)
FORGET_AFTER = timedelta(days=2)
"""Later than the longest of the limits, which count these rows."""

NEVER_SENT = b"\0" * blind.DIGEST_BYTES


@transaction.atomic
def ask_code(link: UploadLink, purpose: CodePurpose, *, now: datetime) -> None:
    """Somebody with this link wants a code; the same work whoever it is.

    Twice within a minute is a doubled tap: the first one holds. Raises Refusal
    (`too_often`) by what this link asked before, whatever came of it.
    """
    UploadLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    asked = OneTimeCode.objects.filter(link=link, purpose=purpose)
    if asked.filter(asked_at__gt=now - ASK_AGAIN_AFTER).exists():
        return
    if asked.filter(asked_at__gt=now - LINK_WITHIN).count() >= PER_LINK:
        raise Refusal(
            _("You asked for a code too often. Try again in an hour."),
            code="too_often",
        )
    code = OneTimeCode.objects.create(link=link, purpose=purpose, asked_at=now)
    nudge("identity.codes")
    audit.record(
        "code.asked",
        about=code,
        by=None,
        now=now,
        reason=purpose,
        merchant_id=link.order.merchant_id,
    )


def try_code(
    link: UploadLink, purpose: CodePurpose, typed: str, *, now: datetime
) -> OneTimeCode | None:
    """The code that this is; None when it is wrong, too old, used or tried too often.

    Each try counts, and counts before it is compared: guesses at the same moment get
    no more than others.
    """
    text = "".join(compatible(typed[:40]).split())
    found = []
    for code in _good(link, purpose, now):
        counted = OneTimeCode.objects.filter(
            pk=code.pk, tries__lt=TRIES, used_at__isnull=True
        ).update(tries=F("tries") + 1)
        kept = bytes(code.digest) if code.digest is not None else NEVER_SENT
        if hmac.compare_digest(kept, _digest(code, code.record_id, text)) and counted:
            found.append(code)
    return found[0] if found else None


def was_asked(link: UploadLink, purpose: CodePurpose, *, now: datetime) -> bool:
    """Whether somebody with this link asked for a code that may still be typed."""
    return _good(link, purpose, now).exists()


def use_code(code: OneTimeCode, *, now: datetime) -> bool:
    """Use a code up, in the transaction of what it is used for; once only."""
    left = OneTimeCode.objects.filter(pk=code.pk, used_at__isnull=True)
    return left.update(used_at=now) == 1


def drive_codes(*, now: datetime, limit: int = 500) -> int:
    """Send the codes that were asked for, and forget old ones; how many were sent."""
    OneTimeCode.objects.filter(asked_at__lt=now - FORGET_AFTER).delete()
    waiting = OneTimeCode.objects.filter(looked_up_at__isnull=True).order_by("pk")
    return sum(_look_up(pk, now) for pk in waiting.values_list("pk", flat=True)[:limit])


@transaction.atomic
def _look_up(pk: UUID, now: datetime) -> bool:
    rows = OneTimeCode.objects.select_for_update(of=("self",))
    code = (
        rows.select_related("link__order__merchant", "link__record")
        .filter(pk=pk, looked_up_at__isnull=True)
        .first()
    )
    if code is None:
        return False  # another worker was here
    code.looked_up_at = now
    record = None
    if code.asked_at > now - GOOD_FOR:
        try:
            record = _record_of(code, now)
        except (KeyGone, Tampered):
            record = None
    sent = record is not None and _send(code, record, now)
    code.save()
    if sent:
        audit.record(
            "code.sent",
            about=code,
            by=None,
            now=now,
            reason=code.purpose,
            merchant_id=code.link.order.merchant_id,
        )
    return sent


def _record_of(code: OneTimeCode, now: datetime) -> IdRecord | None:
    """The document whose owner the code is for, if there is one."""
    link = code.link
    if code.purpose == CodePurpose.STATUS:
        return link.record
    if link.record is None or link.ended_at is not None:
        return None
    return record_to_join(link.order, link.record, today(now))


def _send(code: OneTimeCode, record: IdRecord, now: datetime) -> bool:
    """Post the code to the phone of the record's person, unless it got enough."""
    [person] = lock_people([record.recipient_id])
    to = on_record(person)
    if not to.phone:
        return False
    phone = blind.digest("onetimecode.phone", to.phone)
    before = OneTimeCode.objects.filter(
        phone_digest=phone, sent_at__gt=now - PHONE_WITHIN
    )
    if before.count() >= PER_PHONE:
        return False
    text = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    code.record = record
    code.digest = _digest(code, record.pk, text)
    code.phone_digest = phone
    code.sent_at = now
    order = code.link.order
    messaging.post(
        MessageKind.CODE,
        person=person.pk,
        to=to.phone,
        about=code,
        language=to.language,
        context={
            "code": text,
            "tail": order.number[-4:],
            "shop": order.merchant.name,
        },
        idempotency_key=f"code:{code.pk}",
        now=now,
    )
    return True


def _good(
    link: UploadLink, purpose: CodePurpose, now: datetime
) -> QuerySet[OneTimeCode]:
    codes = OneTimeCode.objects.filter(link=link, purpose=purpose)
    return codes.filter(asked_at__gt=now - GOOD_FOR).order_by("-pk")


def _digest(code: OneTimeCode, record: UUID | None, text: str) -> bytes:
    """What is kept of a code: bound to its row, its link and the document."""
    return blind.token_digest(f"{code.pk}\x1f{code.link_id}\x1f{record}\x1f{text}")
