"""Drafts of rules: written by one person, checked when saved, published by another."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from clearance.accounts.models import User
from clearance.audit import services as audit
from clearance.channels.enums import Level, RuleState, Subject
from clearance.channels.models import IdRequirementRule
from clearance.channels.queries import conflicts_with, digest_of
from clearance.channels.rules import CONDITIONS, Rule
from clearance.lib.verdicts import Refusal
from clearance.lib.workdays import today

FAR = date(2200, 1, 1)

CARRIED_OVER = (
    *CONDITIONS,
    "paid_from_minor",
    "paid_below_minor",
    "level",
    "subject",
    "sides",
    "document_types",
    "also_asked",
    "because",
    "because_zh",
    "because_ru",
    "source_note",
)


def check_draft(draft: IdRequirementRule, *, now: datetime) -> None:
    """What has to hold of a draft when it is saved, and again when it is published.

    Raises Refusal, with the field as its code: a day that has passed, an answer that
    does not fit together, a rule with which the draft could tie (which, on what).
    """
    if draft.starts_on < today(now):
        raise Refusal(
            _(
                "A rule cannot begin on a day that has passed: orders of that day are"
                " decided."
            ),
            code="starts_on",
            remedy=_("Choose today or a later day."),
        )
    if draft.ends_on is not None and draft.ends_on < draft.starts_on:
        raise Refusal(_("The last day lies before the first."), code="ends_on")
    if max(draft.starts_on, draft.ends_on or draft.starts_on) >= FAR:
        raise Refusal(
            _("This day is too far away. Leave the last day empty instead."),
            code="ends_on" if draft.ends_on else "starts_on",
        )
    if draft.pk is None:
        _demand_only_draft(draft.code)
    _check_answer(draft)
    low, high = draft.paid_from_minor, draft.paid_below_minor
    if low is not None and high is not None and low >= high:
        raise Refusal(
            _("No amount is at least the first and less than the second."),
            code="paid_below_minor",
        )
    if tied := conflicts_with(draft):
        other = f"{tied[0].code}/{tied[0].version}"
        raise Refusal(
            _(
                "This draft and %(rule)s could both decide the same order, and "
                "neither is more specific. Both match: %(facts)s."
            )
            % {"rule": other, "facts": _shared(draft, tied[0])},
            code="conflict",
            remedy=_("State one condition more, or make it a version of that rule."),
        )


def _check_answer(draft: IdRequirementRule) -> None:
    asks = draft.level in {Level.NUMBER_ONLY, Level.IMAGES}
    if asks != (draft.subject in Subject.values):
        raise Refusal(
            _("Say whose document is asked for, where one is."), code="subject"
        )
    if draft.level == Level.NUMBER_ONLY and draft.subject != Subject.ORDERER:
        raise Refusal(
            _("Only the orderer's number can be asked without photos."), code="subject"
        )
    photos = draft.level == Level.IMAGES
    if photos and not draft.document_types:
        raise Refusal(_("Say which documents customs accept."), code="document_types")
    if photos and not draft.sides:
        raise Refusal(_("Say which sides customs want to see."), code="sides")
    if not photos and (draft.document_types or draft.sides or draft.also_asked):
        raise Refusal(
            _("Documents, sides and further numbers go with photos only."),
            code="level",
        )


def _shared(draft: IdRequirementRule, other: Rule) -> str:
    """What an order looks like that both match, as a sentence names it."""
    stated = [
        f"{field.verbose_name} {value}"
        for field in draft._meta.concrete_fields
        if field.name in CONDITIONS
        and (value := getattr(draft, field.name) or getattr(other, field.name))
    ]
    return ", ".join(map(str, stated)) or str(_("every order"))


@transaction.atomic
def save_draft(
    draft: IdRequirementRule, *, by: User, now: datetime
) -> IdRequirementRule:
    """Keep a new draft, or what was changed in one; its writer is who saved it last.

    Raises Refusal as `check_draft` does, for a published version, and for a second
    draft of the same rule.
    """
    if draft.pk is not None:
        stored = _demand_draft(draft)
        if digest_of(stored) == digest_of(draft):
            return stored  # who only looks at a draft has not written it
    else:
        draft.version = next_version(draft.code)
    check_draft(draft, now=now)
    draft.state = RuleState.DRAFT
    draft.drafted_by, draft.drafted_at = by, now
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError as clash:
        raise Refusal(
            _("Somebody else saved this version just now."), code="saved_meanwhile"
        ) from clash
    audit.record(
        "rule.drafted", about=draft, by=by, now=now, rule_version=_named(draft)
    )
    return draft


def next_version(code: str) -> int:
    """The number that the next version of this rule has."""
    known = IdRequirementRule.objects.filter(code=code)
    newest: int | None = known.aggregate(newest=Max("version"))["newest"]
    return (newest or 0) + 1


def copy_of(rule: IdRequirementRule, *, now: datetime) -> IdRequirementRule:
    """A draft of the next version, from tomorrow on; not saved."""
    return IdRequirementRule(
        code=rule.code,
        version=next_version(rule.code),
        starts_on=today(now) + timedelta(days=1),
        **{name: getattr(rule, name) for name in CARRIED_OVER},
    )


@transaction.atomic
def delete_draft(draft: IdRequirementRule, *, by: User, now: datetime) -> None:
    """Drop a draft. Raises Refusal for a published version."""
    _demand_draft(draft)
    audit.record(
        "rule.dropped", about=draft, by=by, now=now, rule_version=_named(draft)
    )
    draft.delete()


@transaction.atomic
def publish(draft: IdRequirementRule, *, by: User, now: datetime) -> IdRequirementRule:
    """Put a draft in force from its first day on. Who asks has seen it rehearsed.

    Raises Refusal for its writer, for a version published already, and as
    `check_draft` does.
    """
    # All of them: two drafts that tie must not be published side by side.
    rules = IdRequirementRule.objects.select_for_update().order_by("pk")
    draft = {row.pk: row for row in rules}[draft.pk]
    if draft.state != RuleState.DRAFT:
        raise Refusal(_("This version was published already."), code="published")
    if draft.drafted_by_id == by.pk:
        raise Refusal(
            _("Someone else must publish a draft that you wrote."), code="second_person"
        )
    check_draft(draft, now=now)
    draft.state = RuleState.PUBLISHED
    draft.published_by, draft.published_at = by, now
    draft.save()
    audit.record(
        "rule.published",
        about=draft,
        by=by,
        now=now,
        rule_version=_named(draft),
    )
    return draft


def _demand_draft(draft: IdRequirementRule) -> IdRequirementRule:
    stored = IdRequirementRule.objects.select_for_update().get(pk=draft.pk)
    if stored.state != RuleState.DRAFT:
        raise Refusal(
            _("A published version never changes."),
            code="published",
            remedy=_("Write the next version of this rule."),
        )
    return stored


def _demand_only_draft(code: str) -> None:
    others = IdRequirementRule.objects.filter(code=code, state=RuleState.DRAFT)
    if others.exists():
        raise Refusal(
            _("There is a draft of this rule already."),
            code="code",
            remedy=_("Change that one, or drop it."),
        )


def _named(draft: IdRequirementRule) -> str:
    return f"{draft.code}/{draft.version}"
