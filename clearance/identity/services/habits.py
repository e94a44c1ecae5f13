"""How a reviewer likes to work."""

from datetime import datetime

from django.db import transaction

from clearance.accounts.access import may
from clearance.accounts.models import User
from clearance.audit import services as audit
from clearance.identity.access import REVIEW
from clearance.identity.models import ReviewerChoice


def keys_on(user: User) -> bool:
    """Whether single keys do something on this reviewer's pages."""
    chosen = ReviewerChoice.objects.filter(user=user).values_list("keys_on", flat=True)
    return chosen.first() is not False


@transaction.atomic
def switch_keys(user: User, *, on: bool, now: datetime) -> None:
    """Switch the keys on or off, on every device of this reviewer."""
    may(user, REVIEW).demand()
    ReviewerChoice.objects.update_or_create(user=user, defaults={"keys_on": on})
    reason = "on" if on else "off"
    audit.record("review.keys_switched", about=user, by=user, now=now, reason=reason)
