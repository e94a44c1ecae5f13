"""Indexes for lists that are narrowed: by level, by stage, by channel."""

from django.db import migrations, models

OPEN = models.Q(stage__in=("PLACED", "PAID", "SHIPPED", "DECLARED", "RELEASED"))


class Migration(migrations.Migration):
    dependencies = [("clearance", "0003_policy")]

    operations = [
        migrations.RemoveIndex("order", "order_open_images_of_merchant"),
        migrations.RemoveIndex("order", "order_open_images"),
        migrations.RemoveIndex("order", "order_open_undecided"),
        migrations.AddIndex(
            "order",
            models.Index(
                fields=["merchant", "level", "-id"],
                condition=OPEN,
                name="order_open_of_merchant",
            ),
        ),
        migrations.AddIndex(
            "order",
            models.Index(
                fields=["level", "-id"], condition=OPEN, name="order_open_by_level"
            ),
        ),
        migrations.AddIndex(
            "order",
            models.Index(
                fields=["stage", "-id"],
                condition=~models.Q(stage="COMPLETED"),
                name="order_by_rarer_stage",
            ),
        ),
        migrations.AddIndex(
            "order",
            models.Index(fields=["channel", "-id"], name="order_by_channel"),
        ),
    ]
