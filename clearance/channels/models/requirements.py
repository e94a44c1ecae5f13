"""The dated rules that say what customs ask, version by version."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from clearance.accounts.enums import Platform
from clearance.channels.enums import (
    CarrierKind,
    ClearanceMode,
    Level,
    Logistics,
    RuleState,
    Subject,
)
from clearance.lib.constraints import one_of
from clearance.lib.guards import guard


class IdRequirementRule(models.Model):
    """One version of a rule: for which orders customs ask what, of whom, since when.

    An empty condition matches every order. The most specific matching version wins;
    published versions never change, a change is a new version with its own start.
    """

    code = models.CharField(_("rule"), max_length=30)
    version = models.PositiveIntegerField(_("version"))
    state = models.CharField(
        _("state"), max_length=10, choices=RuleState, default=RuleState.DRAFT
    )

    platform = models.CharField(
        _("platform"), max_length=12, choices=Platform, blank=True
    )
    destination = models.CharField(_("destination"), max_length=2, blank=True)
    channel = models.CharField(_("channel"), max_length=20, blank=True)
    clearance_mode = models.CharField(
        _("clearance mode"), max_length=6, choices=ClearanceMode, blank=True
    )
    logistics = models.CharField(
        _("logistics"), max_length=8, choices=Logistics, blank=True
    )
    carrier_kind = models.CharField(
        _("carrier"), max_length=8, choices=CarrierKind, blank=True
    )
    paid_from_minor = models.BigIntegerField(_("paid, at least"), null=True, blank=True)
    paid_below_minor = models.BigIntegerField(
        _("paid, less than"), null=True, blank=True
    )

    level = models.CharField(_("customs ask for"), max_length=11, choices=Level)
    subject = models.CharField(_("of whom"), max_length=9, choices=Subject, blank=True)
    sides = models.JSONField(_("sides"), default=list, blank=True)
    document_types = models.JSONField(_("accepted documents"), default=list, blank=True)

    also_asked = models.JSONField(
        _("asked with the photos"),
        default=list,
        blank=True,
        help_text=_("Numbers that customs want beside the document, such as INN."),
    )

    because = models.TextField(_("reason"))
    because_zh = models.TextField(_("reason in Chinese"), blank=True)
    because_ru = models.TextField(_("reason in Russian"), blank=True)
    source_note = models.TextField(_("source"))

    starts_on = models.DateField(_("in force from"))
    ends_on = models.DateField(_("last day in force"), null=True, blank=True)
    drafted_at = models.DateTimeField(_("drafted"), null=True, editable=False)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("drafted by"),
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("published by"),
    )

    class Meta:
        verbose_name = _("ID rule")
        verbose_name_plural = _("ID rules")
        permissions: ClassVar = [
            ("publish_rule", "Can publish a rule someone else wrote"),
            ("stop_rules", "Can stop the rules of a platform or channel"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code", "version"],
                name="rule_one_row_per_version",
                violation_error_message=_("This version of the rule exists already."),
            ),
            one_of("state", RuleState),
            one_of("platform", Platform, blank=True),
            one_of("clearance_mode", ClearanceMode, blank=True),
            one_of("logistics", Logistics, blank=True),
            one_of("carrier_kind", CarrierKind, blank=True),
            one_of("level", Level),
            one_of("subject", Subject, blank=True),
            models.CheckConstraint(
                condition=Q(level__in=[Level.NONE, Level.UNDECIDED], subject="")
                | (Q(level__in=[Level.NUMBER_ONLY, Level.IMAGES]) & ~Q(subject="")),
                name="rule_subject_where_something_is_asked",
                violation_error_message=_("Say whose document is asked for."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")) | Q(ends_on__isnull=True),
                name="rule_ends_after_start",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                condition=Q(drafted_by__isnull=True)
                | Q(published_by__isnull=True)
                | ~Q(published_by=F("drafted_by")),
                name="rule_published_by_another",
                violation_error_message=_("Someone else must publish this draft."),
            ),
            models.CheckConstraint(
                condition=Q(state=RuleState.DRAFT) | Q(published_at__isnull=False),
                name="rule_published_has_its_time",
                violation_error_message=_(
                    "A published rule has its time of publication."
                ),
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(code)s, version %(version)s") % {
            "code": self.code,
            "version": self.version,
        }

    @property
    def because_here(self) -> str:
        """The reason in the language of whoever reads."""
        own = {"zh": self.because_zh, "ru": self.because_ru}
        return own.get((get_language() or "")[:2]) or self.because


# What was decided by a published version is explained by it for ever. Not its last day
# either: a rule ends, as it changes, by its next version.
guard(
    "clearance_idrequirementrule",
    events=["UPDATE", "DELETE"],
    when="OLD.state = 'PUBLISHED'",
)
