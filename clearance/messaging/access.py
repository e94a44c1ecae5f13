"""Whether a message that was given up may be sent once more."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from clearance.lib.verdicts import Verdict
from clearance.messaging import rules
from clearance.messaging.enums import MessageState
from clearance.messaging.models import Message


def may_retry(message: Message, now: datetime) -> Verdict:
    """Only what was given up, still has its words, and still leads somewhere."""
    if message.state != MessageState.DEAD:
        return Verdict.no(_("This message was not given up."), "not_dead")
    if message.sealed is None:
        return Verdict.no(_("Address and text were erased."), "erased")
    if message.kind in rules.URGENT:
        return Verdict.no(
            _("A code is of no use later. The person asks for a new one."), "late"
        )
    if message.posted_at <= now - rules.RETRY_WITHIN:
        return Verdict.no(
            _("Older than a week: its link has ended. Send a new link."), "late"
        )
    return Verdict.yes()
