"""A sample of decisions that somebody else looks at again."""

import secrets
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from clearance.accounts.access import may
from clearance.accounts.models import User
from clearance.audit import services as audit
from clearance.identity.access import REVIEW, SUPERVISE, may_look_again
from clearance.identity.enums import ImageState
from clearance.identity.models import (
    IdImage,
    IdRecord,
    Judgement,
    ReviewTerms,
    SecondLook,
)
from clearance.keys.enums import KeyPurpose
from clearance.keys.services import open_key
from clearance.lib.verdicts import Refusal

LEASE = timedelta(minutes=10)
LONGEST_REMARK = 2000


def sample_percent() -> int:
    """How many of a hundred decisions are looked at again."""
    row = ReviewTerms.objects.values_list("sample_percent", flat=True).first()
    return row or 0


@transaction.atomic
def set_sample_percent(percent: int, *, by: User, now: datetime) -> ReviewTerms:
    """Set the share of decisions that is looked at again. Raises Refusal (share)."""
    may(by, SUPERVISE).demand()
    if not 0 <= percent <= 100:
        raise Refusal(_("A share lies between 0 and 100 percent."), code="share")
    values = {"sample_percent": percent, "set_by": by, "set_at": now}
    terms, _made = ReviewTerms.objects.update_or_create(pk=1, defaults=values)
    audit.record(
        "review.sample_share_set", about=None, by=by, now=now, reason=str(percent)
    )
    return terms


def draw(judgement: Judgement) -> SecondLook | None:
    """Perhaps draw a decision for the sample: nobody can know beforehand which."""
    if secrets.randbelow(100) >= sample_percent():
        return None
    look = SecondLook(
        judgement=judgement,
        judged_by=judgement.judged_by,
        drawn_at=judgement.judged_at,
    )
    look.save(force_insert=True)
    return look


def looks_for(user: User, *, now: datetime) -> QuerySet[SecondLook]:
    """The drawn decisions that this reviewer can look at now, the oldest first.

    Not their own, not what they recorded or handed on, not what a colleague looks at,
    and nothing whose pictures are gone.
    """
    declined = IdRecord.declined_by.through.objects.filter(
        idrecord_id=OuterRef("judgement__record"), user_id=user.pk
    )
    kept = IdImage.objects.filter(
        record=OuterRef("judgement__record"), state=ImageState.ACTIVE
    )
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
    rows = SecondLook.objects.filter(
        free | Q(claimed_by=user),
        ~Exists(declined),
        Exists(kept),
        looked_at__isnull=True,
        judgement__undo_until__lte=now,
    )
    rows = rows.exclude(judged_by=user).exclude(judgement__record__entered_by=user)
    return rows.select_related("judgement__record__order__merchant").order_by(
        "drawn_at", "id"
    )


@transaction.atomic
def claim_look(look: SecondLook, *, by: User, now: datetime) -> SecondLook:
    """Take a second look for ten minutes, or hold it for ten more.

    Raises Refusal: same_person, handed_on, looked, not_settled, taken.
    """
    look = _locked(look)
    may_look_again(by, look, now=now).demand()
    is_new = look.claimed_by_id != by.pk
    look.claimed_by, look.claimed_until = by, now + LEASE
    look.save(update_fields=["claimed_by", "claimed_until"])
    if is_new:
        audit.record("id.look_claimed", about=look.judgement.record, by=by, now=now)
    return look


@transaction.atomic
def claim_next_look(*, by: User, now: datetime) -> SecondLook | None:
    """Take the oldest drawn decision; None when there is none."""
    may(by, REVIEW).demand()
    rows = looks_for(by, now=now).select_for_update(
        of=("self",), skip_locked=connection.features.has_select_for_update_skip_locked
    )
    look = rows.filter(claimed_by=by, claimed_until__gt=now).first() or rows.first()
    return None if look is None else claim_look(look, by=by, now=now)


@transaction.atomic
def answer_look(
    look: SecondLook, *, agrees: bool, remark: str, by: User, now: datetime
) -> SecondLook:
    """Say whether one agrees with a colleague's decision; why, where one does not.

    The decision itself stays. Raises Refusal: remark, not_claimed, and what
    `claim_look` raises.
    """
    look = _locked(look)
    may_look_again(by, look, now=now).demand()
    if look.claimed_by_id != by.pk:
        raise Refusal(
            _("Take it from the sample before you answer."), code="not_claimed"
        )
    if not agrees and not remark.strip():
        raise Refusal(_("Say why you do not agree."), code="remark")
    record = look.judgement.record
    if remark.strip():
        key = open_key(record.pk, KeyPurpose.RECORD)
        said = {"remark": remark.strip()[:LONGEST_REMARK]}
        look.sealed = key.seal(SecondLook.LABEL, look.pk, "sealed", said)
    look.looked_by, look.looked_at, look.agrees = by, now, agrees
    look.claimed_by = look.claimed_until = None
    look.save()
    audit.record(
        "id.looked_again",
        about=record,
        by=by,
        now=now,
        reason="agrees" if agrees else "disagrees",
        merchant_id=record.order.merchant_id,
    )
    return look


def _locked(look: SecondLook) -> SecondLook:
    rows = SecondLook.objects.select_for_update(of=("self",))
    return rows.select_related("judgement__record__order").get(pk=look.pk)
