"""Who may review a document, see its photo, ask for it: one answer for button and POST.

What the state of an order allows is asked beside what the person may; both come back
as a verdict with the sentence that the screen shows.
"""

from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from clearance.accounts.access import Person, is_main, may, merchant_of
from clearance.channels.enums import Level
from clearance.identity.enums import RecordState
from clearance.identity.models import (
    IdRecord,
    Judgement,
    SecondLook,
    ShopLeave,
    ViewingTerms,
)
from clearance.lib.verdicts import Text, Verdict
from clearance.orders.enums import NumberState, Stage, UploadState
from clearance.orders.models import Order

REVIEW = "clearance.review_idrecord"
SUPERVISE = "clearance.supervise_review"

UNDO_FOR = timedelta(seconds=60)
"""For so long a decision can be undone, and nobody outside is told of it."""


def may_take(user: Person, record: IdRecord, *, now: datetime) -> Verdict:
    """Whether this reviewer may take up the case: nobody judges what they entered."""
    if not (verdict := may(user, REVIEW)):
        return verdict
    if record.state != RecordState.PENDING or record.submitted_at is None:
        return Verdict.no(_("This document was decided already."), "decided")
    if record.entered_by_id is not None and record.entered_by_id == user.pk:
        return Verdict.no(
            _("Someone else must review a document that you recorded."), "own_entry"
        )
    if user.pk in {colleague.pk for colleague in record.declined_by.all()}:
        return Verdict.no(
            _("You handed this document on; a colleague decides it."), "handed_on"
        )
    if record.needs_supervisor and not may(user, SUPERVISE):
        return Verdict.no(_("A supervisor decides this document."), "supervisor")
    held = record.claimed_until is not None and record.claimed_until > now
    if held and record.claimed_by_id != user.pk:
        return Verdict.no(_("A colleague is reviewing this document."), "taken")
    return Verdict.yes()


def may_review(user: Person, record: IdRecord, *, now: datetime) -> Verdict:
    """Whether this reviewer may look at the case and decide it: they hold it.

    A lease that ran out still serves while nobody else has taken the case.
    """
    if not (verdict := may_take(user, record, now=now)):
        return verdict
    if record.claimed_by_id != user.pk:
        return Verdict.no(
            _("Take this document from the queue before you decide it."), "not_claimed"
        )
    return Verdict.yes()


def may_undo(user: Person, judgement: Judgement, *, now: datetime) -> Verdict:
    """Whether this reviewer may take a decision back: their own, within the minute."""
    if not (verdict := may(user, REVIEW)):
        return verdict
    if judgement.judged_by_id != user.pk:
        return Verdict.no(
            _("Only whoever decided this document can undo it."), "not_yours"
        )
    if judgement.undone_at is not None:
        return Verdict.no(_("This decision was undone already."), "undone")
    if not judgement.judged_at <= now < judgement.undo_until:
        return Verdict.no(
            _("The minute for undoing is over: the decision has taken effect."),
            "too_late",
        )
    return Verdict.yes()


def may_look_again(user: Person, look: SecondLook, *, now: datetime) -> Verdict:
    """Whether this reviewer may look at a decision again: somebody else's only."""
    if not (verdict := may(user, REVIEW)):
        return verdict
    record = look.judgement.record
    if user.pk in {look.judged_by_id, record.entered_by_id}:
        return Verdict.no(
            _("Someone else must look at what you decided or recorded."), "same_person"
        )
    if user.pk in {colleague.pk for colleague in record.declined_by.all()}:
        return Verdict.no(
            _("You handed this document on; a colleague decides it."), "handed_on"
        )
    if look.looked_at is not None:
        return Verdict.no(_("A colleague looked at it already."), "looked")
    if look.judgement.undone_at is not None or look.judgement.undo_until > now:
        return Verdict.no(_("This decision can still be undone."), "not_settled")
    held = look.claimed_until is not None and look.claimed_until > now
    if held and look.claimed_by_id != user.pk:
        return Verdict.no(_("A colleague is looking at it."), "taken")
    return Verdict.yes()


def may_see_photo(
    user: Person, record: IdRecord, *, now: datetime, order: Order | None = None
) -> Verdict:
    """Whether this person may see the photos of a record now.

    Reviewers in the case they hold, with what the person sent before, and where they
    look at a decision again; the main account of a shop for `order`, while it is open
    and the person sent the document through this shop's link. Nobody else.
    """
    if order is not None:
        return may_see_as_shop(user, order, record, now=now)
    verdict = may_review(user, record, now=now)
    if verdict.code == "decided" and _is_compared(user, record, now=now):
        return Verdict.yes()
    return verdict


def _is_compared(user: Person, record: IdRecord, *, now: datetime) -> bool:
    """Whether a reviewer holds a later document of this person, or a second look."""
    held = {"claimed_by": user.pk, "claimed_until__gt": now}
    later = IdRecord.objects.filter(
        recipient=record.recipient_id,
        state=RecordState.PENDING,
        submitted_at__gt=record.submitted_at,
        **held,
    )
    looks = SecondLook.objects.filter(
        judgement__record=record.pk, looked_at__isnull=True, **held
    )
    return later.exists() or looks.exists()


def may_see_as_shop(
    user: Person, order: Order, record: IdRecord | None, *, now: datetime
) -> Verdict:
    """Whether this person may see, for their shop's order, what `record` shows.

    `record` is the document that the order relies on, none where there is none.
    """
    if merchant_of(user) is None or merchant_of(user) != order.merchant:
        return Verdict.no(_("Your role does not include this."), "no_permission")
    if not is_main(user):
        return Verdict.no(
            _(
                "Only the main account of this shop can open this ID. Ask its owner. "
                "You can see its status."
            ),
            "main_only",
        )
    if not order.is_open:
        return Verdict.no(_ended(order), "order_closed")
    if order.level in {Level.NONE, Level.NUMBER_ONLY}:
        return Verdict.no(
            _("This order needs no upload, so there is nothing to show."), "not_needed"
        )
    if order.stage == Stage.PLACED:
        return Verdict.no(_("The order is not paid yet."), "order_unpaid")
    if (end := shown_until(order)) is not None and end <= now:
        return Verdict.no(_released(order), "released")
    verdict = _was_given_to(order, record, now=now)
    if verdict and record and _can_be_undone(record, now=now):
        return Verdict.no(
            _("It was approved a moment ago. You can open it in a minute."),
            "just_approved",
        )
    return verdict


def _can_be_undone(record: IdRecord, *, now: datetime) -> bool:
    """Whether whoever approved this document may still change their mind."""
    standing = Judgement.objects.filter(record=record.pk, undone_at__isnull=True)
    return standing.filter(undo_until__gt=now).exists()


def shown_until(order: Order) -> datetime | None:
    """When a shop's leave to see the ID ends by itself; None while nothing says so.

    An order that customs released is as good as over, though its shop never says so.
    """
    if order.stage != Stage.RELEASED:
        return None
    return order.stage_at + ViewingTerms.current().after_release


def _released(order: Order) -> Text:
    """Since when customs are done with an order that nobody reported complete."""
    said = _("Customs released this order on %(on)s. The ID can no longer be opened.")
    return said % {"on": date_format(localtime(order.stage_at), "DATE_FORMAT")}


def _ended(order: Order) -> Text:
    """Since when the order is over, and with it the leave to see the photo."""
    on = date_format(localtime(order.stage_at), "DATE_FORMAT")
    if order.stage == Stage.COMPLETED:
        said = _("This order was completed on %(on)s. The ID can no longer be opened.")
    else:
        said = _("This order was closed on %(on)s. The ID can no longer be opened.")
    return said % {"on": on}


def may_send_link(order: Order, state: str) -> Verdict:
    """Whether the order still asks someone for something; `state` is its upload's."""
    wrong_number = order.number_state in {NumberState.MISSING, NumberState.INVALID}
    if not order.is_open:
        return Verdict.no(
            _("This order is closed: nothing is asked any more."), "order_closed"
        )
    if order.is_restricted:
        return Verdict.no(
            _("This person's data may not be used any more."), "restricted"
        )
    if order.level == Level.UNDECIDED:
        return Verdict.no(
            _("A person has to decide this order first: it is not known what to ask."),
            "undecided",
        )
    if order.level != Level.IMAGES:
        if wrong_number:
            return Verdict.yes()
        return Verdict.no(_("Nothing is asked of this order."), "not_asked")
    if state == UploadState.ON_FILE:
        return Verdict.no(
            _("A document that covers this order is on file already."),
            "already_on_file",
        )
    if state == UploadState.IN_REVIEW:
        return Verdict.no(
            _("A document was sent already and is being reviewed."), "in_review"
        )
    return Verdict.yes()


def may_ask(user: Person, order: Order) -> Verdict:
    """Whether this person may send or revoke its links: support, or the shop itself."""
    shop = merchant_of(user)
    if shop is not None and shop == order.merchant:
        return Verdict.yes()
    return may(user, "clearance.send_link")


def _was_given_to(order: Order, record: IdRecord | None, *, now: datetime) -> Verdict:
    """Whether the person gave this document to this shop, for an order like this."""
    if (
        record is None
        or order.level != Level.IMAGES
        or order.holder_id != record.recipient_id
        or record.state != RecordState.ACCEPTED
    ):
        return Verdict.no(_("There is no approved document to see."), "not_on_file")
    elsewhere = record.order.merchant_id != order.merchant_id
    if elsewhere and not _was_allowed(order, record, now=now):
        return Verdict.no(
            _("The person sent this document to another shop: you see its state only."),
            "other_shop",
        )
    agreed = record.consent_at is not None and (
        record.consent_reuse or order.holder_since_at <= record.consent_at
    )
    if not agreed:
        return Verdict.no(
            _("The person agreed to its use for another order only."), "no_consent"
        )
    return Verdict.yes()


def _was_allowed(order: Order, record: IdRecord, *, now: datetime) -> bool:
    """Whether the person lets this shop see what they sent through another one.

    What they answered last counts.
    """
    answers = ShopLeave.objects.filter(
        person=record.recipient_id,
        merchant=order.merchant_id,
        answered_at__isnull=False,
    )
    last = answers.order_by("-answered_at").first()
    return last is not None and last.is_open(now)
