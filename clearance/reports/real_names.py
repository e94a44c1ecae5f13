"""What the real-name check found, as staff read it beside a document or an order."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from clearance.identity.enums import RealNameOutcome, RealNameReason
from clearance.identity.models import IdRecord
from clearance.identity.queries.realname import Finding, finding_of, is_asked
from clearance.identity.realname import provider
from clearance.lib.verdicts import Text
from clearance.orders.models import Order

BADGES = {
    RealNameOutcome.SAME: ("done", gettext_lazy("Belong together")),
    RealNameOutcome.DIFFERENT: ("act", gettext_lazy("Another name")),
    RealNameOutcome.NOT_FOUND: ("wait", gettext_lazy("Not on record")),
    RealNameOutcome.COULD_NOT_RUN: ("none", pgettext_lazy("check", "Could not run")),
}


@dataclass(frozen=True, slots=True)
class RealName:
    """A badge in tone and word, the sentence beside it, and where it comes from."""

    tone: str
    word: Text
    sentence: Text
    provider: str = ""
    is_reused: bool = False
    checked_at: datetime | None = None
    again_at: datetime | None = None


def real_name_of(about: IdRecord | Order) -> RealName | None:
    """What `components/real_name.html` shows; None where nothing is checked.

    Without a provider a reviewer reads that it could not run; the page of each order
    does not say so again.
    """
    if provider() is None and isinstance(about, Order):
        return None
    found = finding_of(about)
    if found is None and not is_asked(about):
        return None
    if found is None and provider() is None:  # then none is planned
        found = Finding(RealNameOutcome.COULD_NOT_RUN, RealNameReason.NO_PROVIDER)
    if found is None or found.outcome is None:
        return _not_yet(found)
    tone, word = BADGES[found.outcome]
    return RealName(
        tone=tone,
        word=word,
        sentence=(found.reason or found.outcome).label,
        provider=found.provider,
        is_reused=found.is_reused,
        checked_at=found.checked_at,
        again_at=found.again_at,
    )


def _not_yet(found: Finding | None) -> RealName:
    return RealName(
        tone="info",
        word=_("Being checked"),
        sentence=_("Nothing is known of this name and number yet."),
        again_at=found.again_at if found else None,
    )
