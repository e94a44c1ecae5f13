"""What programs look for in documents, and an index to find a picture again."""

import django.db.models.deletion
from django.db import migrations, models

import clearance.keys.fields
import clearance.lib.uuid7


class Migration(migrations.Migration):
    dependencies = [
        ("clearance", "0011_viewing_terms"),
    ]

    operations = [
        migrations.CreateModel(
            name="AutoCheck",
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
                    "code",
                    models.CharField(
                        choices=[
                            ("WHOLE_FILE", "File opens and is complete"),
                            ("RESOLUTION", "Enough pixels"),
                            ("SHARPNESS", "Letters are sharp"),
                            ("EXPOSURE", "Neither too dark nor too bright"),
                            ("GLARE", "No glare"),
                            ("COLOUR", "In colour, no copy"),
                            ("FRAMING", "All four edges in the picture"),
                            ("COVERED", "Nothing covers the document"),
                            ("SIDE", "The side that was asked"),
                            ("EDITING", "No editing program named in the file"),
                            ("RECOMPRESSION", "Compressed evenly"),
                            ("SAME_PICTURE", "Picture not used before"),
                            ("READ_NUMBER", "Number read from the photo"),
                            ("READ_NAME", "Name read from the photo"),
                            ("READ_DATES", "Last day read from the photo"),
                            ("MRZ", "Machine-readable lines"),
                            ("NUMBER", "Number possible for this document"),
                            ("DECLARED_NUMBER", "Number as the order declares it"),
                            ("OLD_NUMBER", "Number on record has 18 characters"),
                            ("NUMBER_REUSED", "Number not used by another person"),
                            ("NAME", "Name as on the order"),
                            ("VALIDITY", "Validity fits the holder's age"),
                        ],
                        max_length=16,
                        verbose_name="check",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "state",
                    models.CharField(
                        choices=[("PLANNED", "Planned"), ("DONE", "Done")],
                        default="PLANNED",
                        max_length=7,
                        verbose_name="state",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("PASS", "Nothing found"),
                            ("FAIL", "Look at this"),
                            ("COULD_NOT_RUN", "Could not run"),
                        ],
                        max_length=13,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "detail",
                    models.CharField(blank=True, max_length=24, verbose_name="detail"),
                ),
                ("value", models.IntegerField(null=True, verbose_name="value")),
                ("threshold", models.IntegerField(null=True, verbose_name="threshold")),
                ("sealed", clearance.keys.fields.SealedField(null=True)),
                ("planned_at", models.DateTimeField(verbose_name="planned")),
                ("leased_until", models.DateTimeField(editable=False, null=True)),
                (
                    "attempts",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="attempts"
                    ),
                ),
                ("done_at", models.DateTimeField(null=True, verbose_name="done")),
            ],
            options={
                "verbose_name": "automatic check",
                "verbose_name_plural": "automatic checks",
            },
        ),
        migrations.AddIndex(
            model_name="idimage",
            index=models.Index(fields=["digest"], name="idimage_by_picture"),
        ),
        migrations.AddField(
            model_name="autocheck",
            name="image",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="checks",
                to="clearance.idimage",
                verbose_name="image",
            ),
        ),
        migrations.AddField(
            model_name="autocheck",
            name="record",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="checks",
                to="clearance.idrecord",
                verbose_name="ID record",
            ),
        ),
        migrations.AddIndex(
            model_name="autocheck",
            index=models.Index(
                condition=models.Q(("state", "PLANNED")),
                fields=["planned_at", "id"],
                name="autocheck_to_do",
            ),
        ),
        migrations.AddIndex(
            model_name="autocheck",
            index=models.Index(
                fields=["-planned_at", "-id"],
                condition=models.Q(code="SAME_PICTURE", sealed__isnull=False),
                name="autocheck_latest_looks",
            ),
        ),
        migrations.AddConstraint(
            model_name="autocheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "code__in",
                        [
                            "WHOLE_FILE",
                            "RESOLUTION",
                            "SHARPNESS",
                            "EXPOSURE",
                            "GLARE",
                            "COLOUR",
                            "FRAMING",
                            "COVERED",
                            "SIDE",
                            "EDITING",
                            "RECOMPRESSION",
                            "SAME_PICTURE",
                            "READ_NUMBER",
                            "READ_NAME",
                            "READ_DATES",
                            "MRZ",
                            "NUMBER",
                            "DECLARED_NUMBER",
                            "OLD_NUMBER",
                            "NUMBER_REUSED",
                            "NAME",
                            "VALIDITY",
                        ],
                    )
                ),
                name="autocheck_code_known",
                violation_error_message="This value is not one of the known codes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="autocheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["PLANNED", "DONE"])),
                name="autocheck_state_known",
                violation_error_message="This value is not one of the known codes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="autocheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome__in", ["PASS", "FAIL", "COULD_NOT_RUN", ""])
                ),
                name="autocheck_outcome_known",
                violation_error_message="This value is not one of the known codes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="autocheck",
            constraint=models.UniqueConstraint(
                condition=models.Q(("image__isnull", False)),
                fields=("image", "code"),
                name="autocheck_one_per_image",
                violation_error_message="This photo has this check already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="autocheck",
            constraint=models.UniqueConstraint(
                condition=models.Q(("image__isnull", True)),
                fields=("record", "code"),
                name="autocheck_one_per_record",
                violation_error_message="This document has this check already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="autocheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("done_at__isnull", True), ("outcome", ""), ("state", "PLANNED")
                    ),
                    models.Q(
                        ("done_at__isnull", False),
                        ("state", "DONE"),
                        models.Q(("outcome", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="autocheck_done_with_an_outcome",
                violation_error_message="A check is done when it has an outcome.",
            ),
        ),
        migrations.AddConstraint(
            model_name="autocheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "COULD_NOT_RUN"), _negated=True),
                    models.Q(("detail", ""), _negated=True),
                    _connector="OR",
                ),
                name="autocheck_says_why_it_did_not_run",
                violation_error_message="A check that could not run says why.",
            ),
        ),
    ]
