"""Messages: by text message or e-mail, each in its turn, with what kept it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clearance", "0006_seed_russia_rules")]

    operations = [
        migrations.AlterModelOptions(
            name="message",
            options={
                "permissions": [("retry_message", "Can send given-up messages again")],
                "verbose_name": "message",
                "verbose_name_plural": "outbox",
            },
        ),
        migrations.AddField(
            model_name="message",
            name="channel",
            field=models.CharField(
                choices=[("SMS", "Text message"), ("EMAIL", "E-mail")],
                default="SMS",
                max_length=5,
                verbose_name="sent by",
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="country",
            field=models.CharField(
                blank=True, default="", max_length=2, verbose_name="country"
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="parts",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="parts"),
        ),
        migrations.AddField(
            model_name="message",
            name="trouble",
            field=models.CharField(
                blank=True,
                choices=[
                    ("DOWN", "The carrier cannot be reached"),
                    ("BUSY", "The carrier takes no more for now"),
                    ("ACCOUNT", "The carrier does not accept our account"),
                    ("UNCLEAR", "The carrier's answer was not understood"),
                    ("NUMBER", "The address does not exist"),
                    ("BLOCKED", "The person wants no messages"),
                    ("TEXT", "The carrier refuses this text"),
                    ("FAULT", "A fault in this system"),
                    ("ERASED", "Address and text were erased"),
                    ("LATE", "Too late to be of use"),
                ],
                default="",
                max_length=7,
                verbose_name="trouble",
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="turn",
            field=models.PositiveIntegerField(default=0, verbose_name="turn"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state", "DEAD")),
                fields=["id"],
                name="message_dead",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["person", "turn"], name="message_turns"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["SMS", "EMAIL"])),
                name="message_channel_known",
                violation_error_message="This value is not one of the known codes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "trouble__in",
                        [
                            *("DOWN", "BUSY", "ACCOUNT", "UNCLEAR", "NUMBER"),
                            *("BLOCKED", "TEXT", "FAULT", "ERASED", "LATE", ""),
                        ],
                    )
                ),
                name="message_trouble_known",
                violation_error_message="This value is not one of the known codes.",
            ),
        ),
    ]
