"""Codes to a phone on file, and what people say of the upload."""

import django.db.models.deletion
from django.db import migrations, models

import clearance.lib.uuid7

KNOWN = "This value is not one of the known codes."
ENDS = [
    ("SUBMITTED", "Used"),
    ("REPLACED", "A newer link was sent"),
    ("REVOKED", "Revoked by staff"),
    ("NOT_NEEDED", "Nothing is asked any more"),
    ("NOT_ME", "The person said it is not for them"),
    ("JOINED", "A code showed that the document is on file"),
    ("EXPIRED", "Expired"),
]
PURPOSES = [
    ("JOIN", "Use the document on file"),
    ("STATUS", "See what the document covers"),
]
ANSWERS = [("EASY", "Easy"), ("SOSO", "So-so"), ("HARD", "Hard")]
HINDRANCES = [
    ("PHOTO", "Taking a photo that is good enough"),
    ("WORDS", "Understanding what is wanted"),
    ("DATA", "Finding the number or the date"),
    ("TRUST", "I was not sure that it is safe"),
    ("PAGE", "The page was slow or did not work"),
    ("OTHER", "Something else"),
]


def one_of(model, field, choices, *, blank=False):
    codes = [code for code, _label in choices] + ([""] if blank else [])
    return models.CheckConstraint(
        condition=models.Q((f"{field}__in", codes)),
        name=f"{model}_{field}_known",
        violation_error_message=KNOWN,
    )


def key():
    return models.UUIDField(
        default=clearance.lib.uuid7.uuid7,
        editable=False,
        primary_key=True,
        serialize=False,
    )


class Migration(migrations.Migration):
    dependencies = [("clearance", "0009_review_second_look")]

    operations = [
        migrations.RemoveConstraint("uploadlink", "uploadlink_ended_because_known"),
        migrations.AlterField(
            model_name="uploadlink",
            name="ended_because",
            field=models.CharField(
                blank=True,
                choices=ENDS,
                max_length=10,
                verbose_name="ended because",
            ),
        ),
        migrations.AddConstraint(
            model_name="uploadlink",
            constraint=one_of("uploadlink", "ended_because", ENDS, blank=True),
        ),
        migrations.CreateModel(
            name="OneTimeCode",
            fields=[
                ("id", key()),
                (
                    "purpose",
                    models.CharField(
                        choices=PURPOSES, max_length=6, verbose_name="purpose"
                    ),
                ),
                (
                    "digest",
                    models.BinaryField(editable=False, max_length=32, null=True),
                ),
                (
                    "phone_digest",
                    models.BinaryField(
                        db_index=True, editable=False, max_length=32, null=True
                    ),
                ),
                (
                    "tries",
                    models.PositiveSmallIntegerField(default=0, verbose_name="tries"),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked for")),
                (
                    "looked_up_at",
                    models.DateTimeField(null=True, verbose_name="looked up"),
                ),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent")),
                ("used_at", models.DateTimeField(null=True, verbose_name="used")),
                (
                    "link",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="codes",
                        to="clearance.uploadlink",
                        verbose_name="upload link",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="clearance.idrecord",
                        verbose_name="ID record",
                    ),
                ),
            ],
            options={
                "verbose_name": "one-time code",
                "verbose_name_plural": "one-time codes",
                "indexes": [
                    models.Index(
                        condition=models.Q(("looked_up_at__isnull", True)),
                        fields=["id"],
                        name="onetimecode_to_look_up",
                    )
                ],
                "constraints": [
                    one_of("onetimecode", "purpose", PURPOSES),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("used_at__isnull", True),
                            ("digest__isnull", False),
                            _connector="OR",
                        ),
                        name="onetimecode_used_only_when_sent",
                        violation_error_message="Only a code that was sent can be used.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UploadFeedback",
            fields=[
                ("id", key()),
                (
                    "answer",
                    models.CharField(
                        choices=ANSWERS, max_length=4, verbose_name="answer"
                    ),
                ),
                (
                    "hindrance",
                    models.CharField(
                        blank=True,
                        choices=HINDRANCES,
                        max_length=8,
                        verbose_name="what was hard",
                    ),
                ),
                ("given_at", models.DateTimeField(verbose_name="given")),
                (
                    "link",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feedback",
                        to="clearance.uploadlink",
                        verbose_name="upload link",
                    ),
                ),
            ],
            options={
                "verbose_name": "feedback on an upload",
                "verbose_name_plural": "feedback on uploads",
                "indexes": [
                    models.Index(fields=["given_at"], name="uploadfeedback_by_time")
                ],
                "constraints": [
                    one_of("uploadfeedback", "answer", ANSWERS),
                    one_of("uploadfeedback", "hindrance", HINDRANCES, blank=True),
                ],
            },
        ),
    ]
