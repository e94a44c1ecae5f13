"""One of everything, and one of everybody: what the access matrix asks about."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from clearance.accounts.enums import MemberRole
from clearance.audit.models import AuditEntry
from clearance.channels.models import Carrier, FulfilmentChannel, IdRequirementRule
from clearance.channels.services import propose_stop, save_draft
from clearance.exchange import services as exchange
from clearance.identity.models import (
    Judgement,
    RejectionReason,
    SecondLook,
    ViewingTerms,
)
from clearance.identity.services import issue_link, lend_photo
from clearance.lib.workdays import today
from clearance.messaging.models import Message
from clearance.orders.services import ask_rehearsal, propose_override
from tests.accounts.making import Browser, browser_of, make_member
from tests.channels.drafting import draft_of
from tests.factories import (
    make_merchant,
    make_order,
    make_record,
    make_staff,
)

ROLES = (
    "admin",
    "policy",
    "reviewer",
    "supervisor",
    "support",
    "customs",
    "operations",
    "auditor",
)
ANONYMOUS, NO_ROLE = "anonymous", "no-role"
MAIN, SUB, OTHER_SHOP = "hoshi-main", "hoshi-sub", "other-shop"

STAFF = (*ROLES, NO_ROLE)
SHOPS = (MAIN, SUB, OTHER_SHOP)
LOGGED_IN = (*STAFF, *SHOPS)
EVERYBODY = (ANONYMOUS, *LOGGED_IN)


@dataclass(slots=True)
class World:
    """Browsers by persona, and the arguments of addresses by what they name."""

    browsers: dict[str, Client]
    args: dict[str, tuple[Any, ...]]


def make_world() -> World:
    """A shop with orders in every state, another shop, staff of every role."""
    now = timezone.now()
    users = {role: make_staff(role, username=role) for role in ROLES}
    users[NO_ROLE] = make_staff(username=NO_ROLE)
    hoshi, nordlys = make_merchant("hoshi"), make_merchant("nordlys")
    users[MAIN] = make_member(hoshi)
    users[SUB] = make_member(hoshi, MemberRole.SUB)
    users[OTHER_SHOP] = make_member(nordlys)

    order = make_order(merchant=hoshi, number="A-1", now=now)
    undecided = make_order("UNDECIDED", merchant=hoshi, number="A-2", now=now)
    bonded = make_order("NUMBER_ONLY", merchant=hoshi, number="A-3", now=now)
    override = propose_override(
        bonded,
        level="NONE",
        subject="",
        reason="Customs told us so.",
        by=users["customs"],
        now=now,
    )
    link, _url = issue_link(order, by=None, now=now)
    waiting = make_record(
        make_order(merchant=hoshi, number="A-4", phone="13700000004", now=now),
        state="PENDING",
        with_photos=False,
        now=now,
    )
    seen = make_order(merchant=hoshi, number="A-5", phone="13700000005", now=now)
    accepted = make_record(seen, now=now)
    lease = lend_photo(
        accepted.images.first(), by=users[MAIN], order=seen, now=timezone.now()
    )
    judgement = Judgement.objects.create(
        record=accepted,
        judged="APPROVED",
        judged_by=users[NO_ROLE],
        judged_at=now - timedelta(hours=1),
        undo_until=now - timedelta(minutes=59),
    )
    look = SecondLook.objects.create(
        judgement=judgement, judged_by=users[NO_ROLE], drawn_at=judgement.judged_at
    )
    batch = exchange.check(
        exchange.upload([b"order_no\nA-9\n"], merchant=hoshi, by=None, now=now), now=now
    )
    draft = save_draft(draft_of(starts_on=today(now)), by=users["admin"], now=now)
    rehearsal = ask_rehearsal(draft, by=users["admin"], now=now)
    stop = propose_stop(
        platform="JD", channel="", reason="An alarm.", by=users["policy"], now=now
    )
    rows = {
        "auditentry": AuditEntry.objects.first(),
        "carrier": Carrier.objects.create(name="Sample Express", kind="COURIER"),
        "draft": draft,
        "fulfilmentchannel": FulfilmentChannel.objects.first(),
        "group": users["admin"].groups.first(),
        "idrecord": waiting,
        "idrequirementrule": IdRequirementRule.objects.first(),
        "importbatch": batch,
        "look": look,
        "merchant": hoshi,
        "message": Message.objects.first(),
        "order": order,
        "override": override,
        "recipient": order.recipient,
        "rehearsal": rehearsal,
        "rejectionreason": RejectionReason.objects.first(),
        "ruling": undecided.ruling,
        "stop": stop,
        "undecided": undecided,
        "uploadlink": link,
        "user": users[NO_ROLE],
        "viewingterms": ViewingTerms.objects.first(),
    }
    browsers: dict[str, Client] = {
        name: browser_of(user) for name, user in users.items()
    }
    return World(
        browsers={ANONYMOUS: Browser()} | browsers,
        args={name: (row.pk,) for name, row in rows.items() if row is not None}
        | {
            "number": (order.number,),
            "seen": (seen.number,),
            "case": (waiting.reference,),
            "lease": (lease.pk,),
            "sub": (users[SUB].pk,),
            "decision": (order.pk, 1),
            "token": ("A" * 22,),
        },
    )
