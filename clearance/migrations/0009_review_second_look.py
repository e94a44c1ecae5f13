"""Decisions drawn for the sample: somebody else looks at them again."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import clearance.keys.fields
import clearance.lib.uuid7


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


class Migration(migrations.Migration):
    dependencies = [("clearance", "0008_review")]

    operations = [
        migrations.CreateModel(
            name="SecondLook",
            fields=[
                ("id", row_id()),
                ("drawn_at", models.DateTimeField(verbose_name="drawn")),
                (
                    "claimed_until",
                    models.DateTimeField(null=True, verbose_name="until"),
                ),
                (
                    "looked_at",
                    models.DateTimeField(null=True, verbose_name="looked at"),
                ),
                ("agrees", models.BooleanField(null=True, verbose_name="agrees")),
                ("sealed", clearance.keys.fields.SealedField(null=True)),
                ("claimed_by", colleague("reviewer at work", null=True)),
                ("judged_by", colleague("decided by")),
                (
                    "judgement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="look",
                        to="clearance.judgement",
                        verbose_name="review decision",
                    ),
                ),
                ("looked_by", colleague("looked at by", null=True)),
            ],
            options={
                "verbose_name": "second look",
                "verbose_name_plural": "second looks",
            },
        ),
        migrations.AddIndex(
            model_name="secondlook",
            index=models.Index(
                condition=models.Q(("looked_at__isnull", True)),
                fields=["drawn_at", "id"],
                name="secondlook_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondlook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("claimed_by__isnull", True), ("claimed_until__isnull", True)
                    ),
                    models.Q(
                        ("claimed_by__isnull", False), ("claimed_until__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="secondlook_claimed_until_with_claimed_by",
                violation_error_message="The time and the person belong together.",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondlook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("looked_at__isnull", True), ("looked_by__isnull", True)),
                    models.Q(
                        ("looked_at__isnull", False), ("looked_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="secondlook_looked_at_with_looked_by",
                violation_error_message="The time and the person belong together.",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondlook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agrees__isnull", True), ("looked_at__isnull", True)),
                    models.Q(("agrees__isnull", False), ("looked_at__isnull", False)),
                    _connector="OR",
                ),
                name="secondlook_says_something",
                violation_error_message="Say whether you agree.",
            ),
        ),
        migrations.AddConstraint(
            model_name="secondlook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("looked_by__isnull", True),
                    models.Q(("looked_by", models.F("judged_by")), _negated=True),
                    _connector="OR",
                ),
                name="secondlook_by_another",
                violation_error_message="Someone else must look at it again.",
            ),
        ),
    ]
