"""Orders are decided again, too, when a carrier turns out to be of another kind."""

from django.db import migrations, models

CAUSES = [
    ("RULE_BEGAN", "a rule came into force"),
    ("RULE_ENDED", "a rule ended"),
    ("STOPPED", "two people stopped the rules"),
    ("LIFTED", "two people lifted a stop"),
    ("CARRIER", "what kind a carrier is was said anew"),
    ("ALIKE", "a person answered for all orders alike"),
]


class Migration(migrations.Migration):
    dependencies = [("clearance", "0013_real_names")]

    operations = [
        migrations.RemoveConstraint("decidinground", "decidinground_cause_known"),
        migrations.AlterField(
            "decidinground",
            "cause",
            models.CharField("because", max_length=10, choices=CAUSES),
        ),
        migrations.AddConstraint(
            "decidinground",
            models.CheckConstraint(
                condition=models.Q(cause__in=[code for code, _words in CAUSES]),
                name="decidinground_cause_known",
                violation_error_message="This value is not one of the known codes.",
            ),
        ),
    ]
