"""What the rules in force say about a combination of facts, said once and kept."""

import hashlib
import json
from dataclasses import fields, replace
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from django.db import transaction

from clearance.channels.queries import (
    carrier_kinds,
    rules_in_force,
    stops_standing,
)
from clearance.channels.rules import EVALUATOR, Facts, Rule, Tried, amounts, decide
from clearance.lib.workdays import today
from clearance.orders.models import Order, Ruling
from clearance.orders.queries import facts_of

# Where a fact came from; the receipt says it in words.
FILE, ASSUMED, SHOP, TABLE, CHOSEN, USUAL = (
    "ORDER_FILE",
    "CHANNEL_DEFAULT",
    "MERCHANT",
    "CARRIER_TABLE",
    "CHANNEL_CHOSEN",
    "DESTINATION_DEFAULT",
)

_all_but_paid = attrgetter(
    *(each.name for each in fields(Facts) if each.name != "paid_minor")
)


class Rulings:
    """The rules of one day, read once, applied to as many orders as needed."""

    def __init__(self, *, now: datetime) -> None:
        self.now = now
        self.day: date = today(now)
        self.rules = (*stops_standing(), *rules_in_force(self.day))
        self.carriers = carrier_kinds()
        self._bounds = sorted(
            bound
            for rule in self.rules
            for bound in (rule.paid_from_minor, rule.paid_below_minor)
            if bound is not None
        )
        self._known: dict[tuple[int | None, object], Ruling] = {}

    def for_order(self, order: Order, *, platform: str) -> Ruling:
        """The ruling on this order's facts as they are now."""
        return self.for_facts(facts_of(order, platform, self.carriers))

    def for_facts(self, facts: Facts) -> Ruling:
        """The ruling on these facts; made and kept the first time."""
        paid = facts.paid_minor
        band = None if paid is None else self._band(paid)
        alike = band, _all_but_paid(facts)
        if (ruling := self._known.get(alike)) is None:
            ruling = self._keep(replace(facts, paid_minor=band))
            self._known[alike] = ruling
        return ruling

    def _band(self, paid_minor: int) -> int | None:
        """Where the band of amounts begins that the rules treat alike, in fen.

        Orders that differ only within it share a ruling; none looks at the amount
        where no rule does.
        """
        if not self._bounds:
            return None
        reached = [bound for bound in self._bounds if bound <= paid_minor]
        return reached[-1] if reached else 0

    def _said_of(self, paid_minor: int | None) -> str:
        """The band that begins here, as a receipt keeps it; "" where none is known."""
        if paid_minor is None:
            return ""
        above = [bound for bound in self._bounds if bound > paid_minor]
        return amounts(paid_minor, above[0] if above else None)

    def _keep(self, facts: Facts) -> Ruling:
        answer = decide(facts, self.rules, self.day)
        paid = self._said_of(facts.paid_minor)
        said = {
            "facts": facts_with_sources(facts, paid),
            "tried": [_written(attempt, paid) for attempt in answer.tried],
            "rule_id": _id_of(answer.rule),
            "level": answer.level,
            "subject": answer.subject,
            "sides": list(answer.sides),
            "document_types": list(answer.document_types),
            "evaluator": EVALUATOR,
        }
        if answer.rule and answer.rule.is_stop:
            said["stop_id"] = answer.rule.id
        if answer.also_asked:
            said["also_asked"] = list(answer.also_asked)
        text = json.dumps(said, sort_keys=True, ensure_ascii=True)
        key = hashlib.sha256(text.encode()).hexdigest()
        with transaction.atomic():
            Ruling.objects.bulk_create(
                [Ruling(key=key, made_at=self.now, **said)], ignore_conflicts=True
            )
            return Ruling.objects.select_related("rule", "stop").get(key=key)


def facts_with_sources(facts: Facts, paid: str) -> list[dict[str, Any]]:
    """The facts as a receipt keeps them: name, value, where it came from.

    `paid` is the band of amounts: many orders share a receipt's long part.
    """
    named = [
        ("channel", facts.channel, CHOSEN if facts.channel_assumed else FILE),
        (
            "clearance_mode",
            facts.clearance_mode,
            ASSUMED if facts.mode_assumed else FILE,
        ),
        ("logistics", facts.logistics, ASSUMED if facts.logistics_assumed else FILE),
        (
            "destination",
            facts.destination,
            USUAL if facts.destination_assumed else FILE,
        ),
        ("platform", facts.platform, SHOP),
        ("carrier_kind", facts.carrier_kind, TABLE),
        ("paid", paid, FILE),
    ]
    return [
        {"name": name, "value": value, "source": source}
        for name, value, source in named
        if value
    ]


def _written(attempt: Tried, paid: str) -> dict[str, Any]:
    return {
        "rule_id": _id_of(attempt.rule),
        "code": attempt.rule.code,
        "version": attempt.rule.version,
        "matched": attempt.matched,
        "field": attempt.field,
        "wanted": attempt.wanted,
        "found": paid if attempt.field == "paid" else attempt.found,
    }


def _id_of(rule: Rule | None) -> int | None:
    """The row of a rule; a stop is not one."""
    return rule.id if rule and not rule.is_stop else None
