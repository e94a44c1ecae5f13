"""What the rules say about one combination of facts, kept once for many orders."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from clearance.channels.enums import Level, Subject
from clearance.channels.models import IdRequirementRule, PolicyStop
from clearance.lib.constraints import one_of
from clearance.lib.guards import guard


class Ruling(models.Model):
    """What the rules in force say about one combination of facts.

    Thousands of orders share the same facts, so the receipt's long part (facts,
    rules in the order tried, the rule that matched) is kept once and never changed.
    """

    key = models.CharField(_("key"), max_length=64, unique=True)
    facts = models.JSONField(_("facts"))
    tried = models.JSONField(_("rules tried"))
    rule = models.ForeignKey(
        IdRequirementRule,
        null=True,
        on_delete=models.PROTECT,
        related_name="rulings",
        verbose_name=_("rule"),
    )
    stop = models.ForeignKey(
        PolicyStop,
        null=True,
        on_delete=models.PROTECT,
        related_name="rulings",
        verbose_name=_("stop"),
    )
    level = models.CharField(_("level"), max_length=11, choices=Level)
    subject = models.CharField(_("of whom"), max_length=9, choices=Subject, blank=True)
    sides = models.JSONField(_("sides"), default=list)
    document_types = models.JSONField(_("accepted documents"), default=list)
    also_asked = models.JSONField(_("asked with the photos"), default=list)
    evaluator = models.PositiveSmallIntegerField(_("evaluator version"))
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("ruling")
        verbose_name_plural = _("rulings")
        constraints: ClassVar = [
            one_of("level", Level),
            one_of("subject", Subject, blank=True),
        ]

    def __str__(self) -> str:
        return f"Ruling {self.pk} ({self.level})"


# What the rules said never changes.
guard("clearance_ruling", events=["UPDATE", "DELETE"])
