"""Whether a document came with the taxpayer number that Russian customs want."""

from django.db import migrations, models


def tell_of_earlier_ones(apps, schema_editor):
    """A complete document for a parcel to Russia has always come with its number."""
    records = apps.get_model("clearance", "IdRecord").objects.filter(
        order__destination="RU", submitted_at__isnull=False, sealed__isnull=False
    )
    records.update(has_inn=True)


class Migration(migrations.Migration):
    dependencies = [("clearance", "0004_list_indexes")]

    operations = [
        migrations.AddField(
            model_name="idrecord",
            name="has_inn",
            field=models.BooleanField(
                default=False, verbose_name="taxpayer number (INN) given"
            ),
        ),
        migrations.RunPython(tell_of_earlier_ones, migrations.RunPython.noop),
    ]
