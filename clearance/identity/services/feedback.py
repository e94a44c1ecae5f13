"""What a person says of the upload, once for each link."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clearance.audit import services as audit
from clearance.identity.enums import FeedbackAnswer, Hindrance
from clearance.identity.models import UploadFeedback, UploadLink
from clearance.lib.verdicts import Refusal


@transaction.atomic
def give_feedback(
    link: UploadLink, *, answer: str = "", hindrance: str = "", now: datetime
) -> UploadFeedback:
    """Keep the answer, or what was hard when it is given afterwards; each once.

    A second answer changes nothing. Raises Refusal (`feedback`) for another code than
    those offered, and for a hindrance nobody gave an answer to.
    """
    UploadLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    given = UploadFeedback.objects.filter(link=link).first()
    if given is None and answer in FeedbackAnswer.values:
        given = UploadFeedback(link=link, answer=answer, given_at=now)
    elif given is None or hindrance not in ["", *Hindrance.values]:
        raise Refusal(_("Choose one of the answers."), code="feedback")
    elif given.hindrance or not hindrance:
        return given  # said already
    else:
        given.hindrance = hindrance
    given.save()
    audit.record(
        "feedback.given",
        about=given,
        by=None,
        now=now,
        reason=given.hindrance or given.answer,
        merchant_id=link.order.merchant_id,
    )
    return given
