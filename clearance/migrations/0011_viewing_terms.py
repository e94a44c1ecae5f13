"""How long and how often shops may look at IDs, as figures that staff can change."""

import django.core.validators
from django.db import migrations, models


def seed(apps, schema_editor):
    apps.get_model("clearance", "ViewingTerms").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("clearance", "0010_recipient_pages")]

    operations = [
        migrations.CreateModel(
            name="ViewingTerms",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "days_after_release",
                    models.PositiveSmallIntegerField(
                        default=3,
                        help_text=(
                            "So long after customs released an order its ID stays "
                            "open to the shop, where the order is never reported "
                            "complete. 0 to 60."
                        ),
                        validators=[django.core.validators.MaxValueValidator(60)],
                        verbose_name="days after release",
                    ),
                ),
                (
                    "looks_per_hour",
                    models.PositiveSmallIntegerField(
                        default=60,
                        help_text=(
                            "So many photos one account of a shop opens in an hour. "
                            "1 to 1000."
                        ),
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="photos an hour",
                    ),
                ),
            ],
            options={
                "verbose_name": "viewing by shops",
                "verbose_name_plural": "viewing by shops",
                "default_permissions": ("view", "change"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)),
                        name="viewingterms_one_row",
                        violation_error_message="These figures are one row.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days_after_release__lte", 60)),
                        name="viewingterms_days_within_bounds",
                        violation_error_message="At most 60 days after release.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("looks_per_hour__gte", 1), ("looks_per_hour__lte", 1000)
                        ),
                        name="viewingterms_looks_within_bounds",
                        violation_error_message="From 1 to 1000 photos an hour.",
                    ),
                ],
            },
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
