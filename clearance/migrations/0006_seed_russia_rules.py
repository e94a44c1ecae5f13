"""The dated rules for Russia: by post nothing, by courier a passport and the INN.

Literals only, so that the migration says for ever what was seeded; safe to run twice.
No rule is seeded for a carrier nobody knows: such an order needs a decision.
"""

from datetime import UTC, date, datetime

from django.db import migrations

CARRIERS = [
    ("СДЭК", "COURIER"),
    ("Почта РФ", "POST"),
]

FROM = date(2026, 1, 1)
PUBLISHED = datetime(2025, 12, 31, 16, tzinfo=UTC)

ORDER_1861 = (
    "Order No. 1861 of the Federal Customs Service of 24 November 2017: a customs "
    "representative who clears a parcel for a person names the passport and the "
    "taxpayer number (INN) of the recipient. "
)
UNVERIFIED = (
    "Not yet checked at the source: the wording of the order, and whether it still "
    "stands in 2026. An order whose carrier is not known needs a decision by a person: "
    "no rule says what customs ask then."
)

RULES = [
    {
        "code": "RU-COURIER",
        "carrier_kind": "COURIER",
        "level": "IMAGES",
        "subject": "RECIPIENT",
        "sides": ["PORTRAIT"],
        "document_types": ["RU_PASSPORT", "RU_FOREIGN_PASSPORT", "PASSPORT"],
        "also_asked": ["INN"],
        "because": (
            "The parcel goes to Russia by courier. The courier's customs "
            "representative declares it with the recipient's passport and "
            "taxpayer number (INN)."
        ),
        "because_zh": (
            "包裹由快递公司寄往俄罗斯。快递公司的报关代表申报时需提供收件人的护照和"
            "个人税号（INN）。"
        ),
        "because_ru": (
            "Посылка едет в Россию курьерской службой. Её таможенный представитель "
            "подаёт паспортные данные и ИНН получателя."
        ),
        "source_note": ORDER_1861
        + (
            "Practice of Russian marketplaces (Ozon): the courier or its customs "
            "representative collects passport and INN. A foreign citizen in Russia "
            "shows their passport and the permission to stay; the permission is not "
            "asked here and has to be asked by hand. "
        )
        + UNVERIFIED,
    },
    {
        "code": "RU-POST",
        "carrier_kind": "POST",
        "level": "NONE",
        "subject": "",
        "because": (
            "The parcel goes to Russia by post. The post declares it itself, so "
            "customs ask no document of the recipient beforehand."
        ),
        "because_zh": (
            "包裹通过邮政寄往俄罗斯，由邮政办理海关手续，无需事先提供收件人的证件。"
        ),
        "because_ru": (
            "Посылка едет в Россию почтой. Таможенное оформление проводит почта, "
            "заранее документы получателя не нужны."
        ),
        "source_note": (
            "Practice of Russian marketplaces (Ozon): passport and INN are not "
            "collected for parcels by Russian Post. "
        )
        + UNVERIFIED,
    },
]


def seed(apps, schema_editor):
    carrier_rows = apps.get_model("clearance", "Carrier").objects
    for name, kind in CARRIERS:
        carrier_rows.get_or_create(name=name, defaults={"kind": kind})
    rule_rows = apps.get_model("clearance", "IdRequirementRule").objects
    for rule in RULES:
        rule_rows.get_or_create(
            code=rule["code"],
            version=1,
            defaults={
                "destination": "RU",
                "state": "PUBLISHED",
                "starts_on": FROM,
                "published_at": PUBLISHED,
                **{name: value for name, value in rule.items() if name != "code"},
            },
        )


def unseed(apps, schema_editor):
    get = apps.get_model
    get("clearance", "IdRequirementRule").objects.filter(
        code__in=[rule["code"] for rule in RULES], version=1
    ).delete()
    get("clearance", "Carrier").objects.filter(
        name__in=[row[0] for row in CARRIERS]
    ).delete()


class Migration(migrations.Migration):
    dependencies = [("clearance", "0005_idrecord_has_inn")]

    operations = [migrations.RunPython(seed, unseed)]
