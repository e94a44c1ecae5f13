"""Real-name checks of documents and orderers, and how often a day they are asked."""

import django.db.models.deletion
from django.db import migrations, models

import clearance.lib.uuid7


class Migration(migrations.Migration):
    dependencies = [("clearance", "0012_autochecks")]

    # fmt: off
    operations = [
        migrations.CreateModel(
            name="RealNameBudget",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "per_day",
                    models.PositiveIntegerField(
                        default=2000, verbose_name="checks a day, at most"
                    ),
                ),
                (
                    "good_for_days",
                    models.PositiveSmallIntegerField(
                        default=30, verbose_name="days an answer serves"
                    ),
                ),
                ("counted_on", models.DateField(editable=False, null=True, verbose_name="day")),
                (
                    "asked",
                    models.PositiveIntegerField(
                        default=0, editable=False, verbose_name="asked on it"
                    ),
                ),
            ],
            options={
                "verbose_name": "budget of real-name checks",
                "verbose_name_plural": "budget of real-name checks",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)),
                        name="realnamebudget_is_one",
                        violation_error_message="There is one such budget.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("good_for_days__lte", 30)),
                        name="realnamebudget_within_retention",
                        violation_error_message="An answer serves 30 days at most.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RealNameCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=clearance.lib.uuid7.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("WAITING", "Waiting"), ("DONE", "Done")],
                        default="WAITING",
                        max_length=7,
                        verbose_name="state",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("SAME", "Name and number belong together"), ("DIFFERENT", "The number belongs to another name"), ("NOT_FOUND", "The number is not on record"), ("COULD_NOT_RUN", "Could not run")],
                        default="",
                        max_length=13,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("NO_PROVIDER", "No provider of such checks is set up."),
                            (
                                "NOT_SUPPORTED",
                                "The provider does not know such documents.",
                            ),
                            ("TIMEOUT", "The provider did not answer in time."),
                            (
                                "REFUSED",
                                "The provider cannot be reached, or refused to answer.",
                            ),
                            (
                                "GARBLED",
                                "The provider's answer could not be understood.",
                            ),
                            (
                                "OVER_BUDGET",
                                "As many checks were made today as are allowed.",
                            ),
                            (
                                "TOO_LATE",
                                "It was decided or declared before it was checked.",
                            ),
                            (
                                "ERASED",
                                "The name or the number may not be used any more.",
                            ),
                            ("FAULT", "A fault in this system."),
                        ],
                        default="",
                        max_length=13,
                        verbose_name="why it could not run",
                    ),
                ),
                (
                    "provider",
                    models.CharField(
                        blank=True, default="", max_length=60, verbose_name="asked of"
                    ),
                ),
                (
                    "is_reused",
                    models.BooleanField(
                        default=False, verbose_name="an answer given before"
                    ),
                ),
                ("digest", models.BinaryField(max_length=32, null=True)),
                ("facts_at", models.DateTimeField(editable=False, null=True)),
                ("key", models.UUIDField(default=clearance.lib.uuid7.uuid7, editable=False)),
                ("planned_at", models.DateTimeField(verbose_name="planned")),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("leased_until", models.DateTimeField(editable=False, null=True)),
                (
                    "attempts",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="attempts"
                    ),
                ),
                ("asked_at", models.DateTimeField(null=True, verbose_name="first asked")),
                ("checked_at", models.DateTimeField(null=True, verbose_name="checked")),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="clearance.order",
                        verbose_name="order",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="clearance.idrecord",
                        verbose_name="ID record",
                    ),
                ),
            ],
            options={
                "verbose_name": "real-name check",
                "verbose_name_plural": "real-name checks",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "WAITING")),
                        fields=["due_at", "id"],
                        name="realnamecheck_to_do",
                    ),
                    models.Index(
                        condition=models.Q(("digest__isnull", False)),
                        fields=["digest"],
                        name="realnamecheck_answers",
                    ),
                    models.Index(
                        condition=models.Q(("digest__isnull", False)),
                        fields=["checked_at"],
                        name="realnamecheck_by_age",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["WAITING", "DONE"])),
                        name="realnamecheck_state_known",
                        violation_error_message="This value is not one of the known codes.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "outcome__in",
                                ["SAME", "DIFFERENT", "NOT_FOUND", "COULD_NOT_RUN", ""],
                            )
                        ),
                        name="realnamecheck_outcome_known",
                        violation_error_message="This value is not one of the known codes.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__in",
                                [
                                    "NO_PROVIDER",
                                    "NOT_SUPPORTED",
                                    "TIMEOUT",
                                    "REFUSED",
                                    "GARBLED",
                                    "OVER_BUDGET",
                                    "TOO_LATE",
                                    "ERASED",
                                    "FAULT",
                                    "",
                                ],
                            )
                        ),
                        name="realnamecheck_reason_known",
                        violation_error_message="This value is not one of the known codes.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("record__isnull", False)),
                        fields=("record",),
                        name="realnamecheck_one_per_record",
                        violation_error_message="This document has this check already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("order__isnull", False)),
                        fields=("order",),
                        name="realnamecheck_one_per_order",
                        violation_error_message="This order has this check already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("order__isnull", False), ("record__isnull", True)
                            ),
                            models.Q(
                                ("order__isnull", True), ("record__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="realnamecheck_about_one",
                        violation_error_message="A check is of a document or of an order.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "WAITING"),
                            models.Q(("outcome", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="realnamecheck_done_with_an_outcome",
                        violation_error_message="A check is done when it has an outcome.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("outcome", "COULD_NOT_RUN"),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("outcome", "COULD_NOT_RUN"), _negated=True),
                                ("reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="realnamecheck_says_why_it_did_not_run",
                        violation_error_message="A check that could not run says why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checked_at__isnull", True), ("outcome", "")),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True),
                                ("checked_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="realnamecheck_outcome_with_its_time",
                        violation_error_message="An outcome and its time belong together.",
                    ),
                ],
            },
        ),
    ]
