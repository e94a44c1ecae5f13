"""Shops ask people to let them see an ID; the answers, and the message that asks."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import clearance.lib.uuid7

KINDS = [
    ("REQUEST_IMAGES", "Please upload"),
    ("REQUEST_NUMBER", "Please give the number"),
    ("SENT_BACK", "Please send again"),
    ("ACCEPTED", "Approved"),
    ("ALLOW_SHOP", "May a shop see it?"),
    ("CODE", "Code"),
]


def to(model, name, *, on_delete, related_name="+"):
    return models.ForeignKey(
        on_delete=on_delete, related_name=related_name, to=model, verbose_name=name
    )


class Migration(migrations.Migration):
    dependencies = [("clearance", "0014_carrier_rounds")]

    operations = [
        migrations.CreateModel(
            name="ShopLeave",
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
                    "token_digest",
                    models.BinaryField(editable=False, max_length=32, unique=True),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                (
                    "answered_at",
                    models.DateTimeField(null=True, verbose_name="answered"),
                ),
                (
                    "is_allowed",
                    models.BooleanField(default=False, verbose_name="allowed"),
                ),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                (
                    "asked_by",
                    to(
                        settings.AUTH_USER_MODEL,
                        "asked by",
                        on_delete=django.db.models.deletion.PROTECT,
                    ),
                ),
                (
                    "merchant",
                    to(
                        "clearance.merchant",
                        "merchant",
                        on_delete=django.db.models.deletion.PROTECT,
                    ),
                ),
                (
                    "order",
                    to(
                        "clearance.order",
                        "asked for order",
                        on_delete=django.db.models.deletion.CASCADE,
                    ),
                ),
                (
                    "person",
                    to(
                        "clearance.recipient",
                        "recipient",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shop_leaves",
                    ),
                ),
            ],
            options={
                "verbose_name": "leave for a shop",
                "verbose_name_plural": "leave for shops",
                "indexes": [
                    models.Index(
                        fields=["person", "merchant", "-asked_at"],
                        name="shopleave_of_person",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_allowed", False),
                            ("answered_at__isnull", False),
                            _connector="OR",
                        ),
                        name="shopleave_allowed_by_an_answer",
                        violation_error_message="Leave is given by an answer.",
                    )
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="message", name="message_kind_known"),
        migrations.AlterField(
            model_name="message",
            name="kind",
            field=models.CharField(
                choices=KINDS, max_length=14, verbose_name="message"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", [code for code, _label in KINDS])),
                name="message_kind_known",
                violation_error_message="This value is not one of the known codes.",
            ),
        ),
    ]
