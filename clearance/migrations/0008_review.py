"""What reviewers decided, and where reasons belong."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import clearance.keys.fields
import clearance.lib.uuid7

# Of which documents and pictures a reason speaks; of every kind where none is named.
BELONGING = {
    "PORTRAIT": ([], ["PORTRAIT"]),
    "FACE": ([], ["PORTRAIT"]),
    "RECORD_OLD": (["RESIDENT_ID", "TEMPORARY_ID"], []),
    "HANDHELD": ([], ["HANDHELD"]),
    "HALFBODY": ([], ["HALFBODY"]),
}
SAMPLE_PERCENT = 5


def row_id():
    return models.UUIDField(
        default=clearance.lib.uuid7.uuid7,
        editable=False,
        primary_key=True,
        serialize=False,
    )


def colleague(name, *, null=False):
    return models.ForeignKey(
        null=null,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        verbose_name=name,
    )


def seed(apps, schema_editor):
    reasons = apps.get_model("clearance", "RejectionReason").objects
    for code, (documents, pictures) in BELONGING.items():
        reasons.filter(code=code).update(
            document_types=documents, picture_kinds=pictures
        )
    terms = apps.get_model("clearance", "ReviewTerms").objects
    terms.get_or_create(pk=1, defaults={"sample_percent": SAMPLE_PERCENT})


class Migration(migrations.Migration):
    dependencies = [
        ("clearance", "0007_messages_in_turn"),
    ]

    operations = [
        migrations.AddField(
            model_name="rejectionreason",
            name="document_types",
            field=models.JSONField(blank=True, default=list, verbose_name="documents"),
        ),
        migrations.AddField(
            model_name="rejectionreason",
            name="picture_kinds",
            field=models.JSONField(blank=True, default=list, verbose_name="pictures"),
        ),
        migrations.CreateModel(
            name="Judgement",
            fields=[
                ("id", row_id()),
                (
                    "judged",
                    models.CharField(
                        choices=[
                            ("APPROVED", "Approved"),
                            ("SENT_BACK", "Sent back"),
                            ("REFUSED", "Refused for good"),
                        ],
                        max_length=9,
                        verbose_name="decision",
                    ),
                ),
                (
                    "reason_codes",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="reasons"
                    ),
                ),
                ("judged_at", models.DateTimeField(verbose_name="decided")),
                (
                    "undo_until",
                    models.DateTimeField(verbose_name="can be undone until"),
                ),
                ("undone_at", models.DateTimeField(null=True, verbose_name="undone")),
                ("changed", models.JSONField(default=dict, editable=False)),
                (
                    "is_settled",
                    models.BooleanField(
                        default=False, verbose_name="cannot be undone any more"
                    ),
                ),
                ("judged_by", colleague("decided by")),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="judgements",
                        to="clearance.idrecord",
                        verbose_name="ID record",
                    ),
                ),
            ],
            options={
                "verbose_name": "review decision",
                "verbose_name_plural": "review decisions",
            },
        ),
        migrations.CreateModel(
            name="ReviewerChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "keys_on",
                    models.BooleanField(default=True, verbose_name="keys are on"),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reviewer",
                    ),
                ),
            ],
            options={
                "verbose_name": "reviewer's choice",
                "verbose_name_plural": "reviewers' choices",
            },
        ),
        migrations.CreateModel(
            name="ReviewTerms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "sample_percent",
                    models.PositiveSmallIntegerField(
                        verbose_name="share of decisions looked at again, in percent"
                    ),
                ),
                ("set_at", models.DateTimeField(null=True, verbose_name="set")),
                ("set_by", colleague("set by", null=True)),
            ],
            options={
                "verbose_name": "terms of the review",
                "verbose_name_plural": "terms of the review",
            },
        ),
        migrations.AddIndex(
            model_name="judgement",
            index=models.Index(fields=["judged_at"], name="judgement_by_time"),
        ),
        migrations.AddIndex(
            model_name="judgement",
            index=models.Index(
                condition=models.Q(("is_settled", False)),
                fields=["undo_until"],
                name="judgement_to_settle",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("judged__in", ["APPROVED", "SENT_BACK", "REFUSED"])
                ),
                name="judgement_judged_known",
                violation_error_message="This value is not one of the known codes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at__isnull", True)),
                fields=("record",),
                name="judgement_one_stands_per_record",
                violation_error_message="This document was decided already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("judged", "APPROVED"), ("reason_codes", "")),
                    models.Q(
                        models.Q(("judged", "APPROVED"), _negated=True),
                        models.Q(("reason_codes", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="judgement_sent_back_for_a_reason",
                violation_error_message="Choose at least one reason.",
            ),
        ),
        migrations.AddConstraint(
            model_name="judgement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("undone_at__isnull", True),
                    ("undone_at__lt", models.F("undo_until")),
                    _connector="OR",
                ),
                name="judgement_undone_in_time",
                violation_error_message="The minute for undoing is over.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewterms",
            constraint=models.CheckConstraint(
                condition=models.Q(("sample_percent__lte", 100)),
                name="reviewterms_share_is_a_share",
                violation_error_message="A share lies between 0 and 100 percent.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewterms",
            constraint=models.CheckConstraint(
                condition=models.Q(("pk", 1)),
                name="reviewterms_one_row",
                violation_error_message="There is one row only.",
            ),
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
