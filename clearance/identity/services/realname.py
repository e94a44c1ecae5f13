"""Real-name checks: planned with what they are about, asked by a worker, re-driven.

Each check is a row. It is leased before the provider is asked, with one key for one
question: a worker that dies leaves it to the next, who asks with the same key. What the
provider says is advice; a person decides.
"""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from clearance.identity.enums import RealNameOutcome, RealNameReason, RealNameState
from clearance.identity.models import IdRecord, RealNameCheck
from clearance.identity.queries.realname import (
    CHECKED_AT,
    Subject,
    good_for,
    orders_to_check,
)
from clearance.identity.realname import Unanswered, provider
from clearance.identity.services.realname_work import LEASE, Asking, keep, take_next
from clearance.lib.uuid7 import uuid7
from clearance.lib.work import nudge
from clearance.orders.models import Order

logger = logging.getLogger(__name__)

FAILURES_IN_A_ROW = 3
"""After so many the provider is left alone until the next round."""

LONGEST_ROUND = 40.0
"""Seconds: other work waits for its turn meanwhile."""

LONGEST_WAIT = timedelta(days=1)
"""What is over budget waits for the next day, and nothing for longer."""

MOST_WAITING = 500
"""Orders with a check that waits; the others are looked for when these are done."""


@transaction.atomic
def ask_real_name(about: Subject, *, now: datetime) -> None:
    """Plan to check the name and number of a document, or of an order's orderer.

    What was found before is dropped: name or number are new. An order that is not paid,
    or declared already, is not checked.
    """
    if isinstance(about, Order) and about.stage not in CHECKED_AT:
        return
    of: dict[str, Any] = {"record" if isinstance(about, IdRecord) else "order": about}
    RealNameCheck.objects.update_or_create(**of, defaults=_anew(now))
    nudge("identity.real_names")


def drive_real_name_checks(*, now: datetime, limit: int = 200) -> int:
    """Ask what is due; how many checks are done now.

    A provider that answers nothing is not asked all night long.
    """
    _heed_the_clock(now)
    _forget_old(now)
    asked = provider()
    done, failures, begun = 0, 0, monotonic()
    for _ in range(limit):
        spent = monotonic() - begun
        if spent > LONGEST_ROUND or failures >= FAILURES_IN_A_ROW:
            break
        found = take_next(asked, now=now + timedelta(seconds=spent))
        if found is None:
            break
        if isinstance(found, Asking):
            answer = _asked(found)
            at = now + timedelta(seconds=monotonic() - begun)
            in_vain = isinstance(answer, RealNameReason)
            failures = failures + 1 if in_vain else 0
            done += keep(found, answer, now=at) == RealNameState.DONE
        else:
            done += found == RealNameState.DONE
    return done


@transaction.atomic
def forget_answers(
    *, records: Collection[UUID] = (), orders: Collection[UUID] = ()
) -> None:
    """Of data that are erased no digest stays, which could confirm a guess."""
    about = Q(record__in=list(records)) | Q(order__in=list(orders))
    RealNameCheck.objects.filter(about).update(digest=None)


def _asked(asking: Asking) -> RealNameOutcome | RealNameReason:
    """What the provider says, or why it says nothing. In no transaction."""
    try:
        return asking.provider.ask(asking.question, key=str(asking.key))
    except Unanswered as none:
        return none.reason
    except Exception as fault:
        # Its kind only: what it complains of may quote what was asked.
        logger.error("Real-name check %s failed: %s", asking.pk, type(fault).__name__)  # noqa: TRY400
        return RealNameReason.FAULT


@transaction.atomic
def plan_real_name_checks(*, now: datetime) -> int:
    """Plan checks of orders that have none, or changed since; how many.

    Some hundreds at a time, each minute: an import does not wait for it.
    """
    if provider() is None:
        return 0
    waiting = RealNameCheck.objects.filter(
        state=RealNameState.WAITING, order__isnull=False
    )
    room = MOST_WAITING - waiting.count()
    if room <= 0:
        return 0
    ids = list(orders_to_check().values_list("pk", flat=True)[:room])
    changed = RealNameCheck.objects.filter(order__in=ids)
    known = set(changed.values_list("order_id", flat=True))
    # The answer stands until it is known whether name or number are others.
    changed.update(state=RealNameState.WAITING, due_at=now, attempts=0)
    new = [RealNameCheck(order_id=pk, **_anew(now)) for pk in ids if pk not in known]
    RealNameCheck.objects.bulk_create(new, ignore_conflicts=True)
    return len(ids)


@transaction.atomic
def _heed_the_clock(now: datetime) -> None:
    """What waits for a moment that a right clock would not name, as one that has been
    set back since did, waits no longer.
    """
    waiting = RealNameCheck.objects.filter(state=RealNameState.WAITING)
    waiting.filter(due_at__gt=now + LONGEST_WAIT).update(due_at=now)
    waiting.filter(leased_until__gt=now + 2 * LEASE).update(leased_until=None)


@transaction.atomic
def _forget_old(now: datetime) -> None:
    """Answers that serve no more are not found again."""
    old = RealNameCheck.objects.filter(
        digest__isnull=False, checked_at__lt=now - good_for()
    )
    old.filter(state=RealNameState.DONE).update(digest=None)


def _anew(now: datetime) -> dict[str, Any]:
    return {
        "state": RealNameState.WAITING,
        "outcome": "",
        "reason": "",
        "provider": "",
        "is_reused": False,
        "digest": None,
        "facts_at": None,
        "key": uuid7(),
        "planned_at": now,
        "due_at": now,
        "leased_until": None,
        "attempts": 0,
        "asked_at": None,
        "checked_at": None,
    }
