"""The four channels, the dated rules for mainland China, carriers and reasons.

Literals only, so that the migration says for ever what was seeded; safe to run twice.
"""

from datetime import UTC, date, datetime

from django.db import migrations

CHANNELS = [
    # code, name, name_zh, aliases, usual mode, usual logistics
    ("bonded", "Bonded", "保税", ["保税"], "1210", "platform"),
    ("consolidated", "Consolidated", "集货", ["集货"], "9610", "platform"),
    ("direct_mail", "Direct mail", "直邮", ["直邮"], "POSTAL", ""),
    ("domestic_stock", "Domestic stock", "现货", ["现货"], "0110", ""),
]

CARRIERS = [
    ("EMS", "POST"),
    ("China Post", "POST"),
    ("邮政", "POST"),
    ("中国邮政", "POST"),
    ("Japan Post", "POST"),
    ("Russian Post", "POST"),
    ("Почта России", "POST"),
    ("SF", "COURIER"),
    ("SF Express", "COURIER"),
    ("顺丰", "COURIER"),
    ("顺丰速运", "COURIER"),
    ("圆通速递", "COURIER"),
    ("中通快递", "COURIER"),
    ("申通快递", "COURIER"),
    ("韵达快递", "COURIER"),
    ("DHL", "COURIER"),
    ("CDEK", "COURIER"),
]

BOTH_SIDES = ["PORTRAIT", "EMBLEM"]
CHINA_DOCUMENTS = [
    "RESIDENT_ID",
    "TEMPORARY_ID",
    "RESIDENCE_PERMIT",
    "HOME_RETURN_PERMIT",
    "TAIWAN_PERMIT",
    "HKID",
    "PASSPORT",
    "PR_CARD",
]
CEB = (
    "The cross-border e-commerce declaration (CEB311 and CEB621) names the orderer with "
    "name and identity number; no picture is asked."
)
FROM = date(2026, 1, 1)
PUBLISHED = datetime(2025, 12, 31, 16, tzinfo=UTC)

NUMBER = {"level": "NUMBER_ONLY", "subject": "ORDERER", "sides": []}
PHOTOS = {"level": "IMAGES", "sides": BOTH_SIDES, "document_types": CHINA_DOCUMENTS}

RULES = [
    {
        "code": "CN-BONDED-1210",
        "channel": "bonded",
        "clearance_mode": "1210",
        "logistics": "platform",
        **NUMBER,
        "because": (
            "Bonded goods shipped by the platform's logistics need no upload. "
            "The declaration names the orderer's identity number."
        ),
        "because_zh": "保税商品使用平台物流，无需上传证件；申报单需填写订购人的身份证号码。",
        "source_note": "Tmall Global help (bonded, platform logistics: no upload). "
        + CEB,
    },
    {
        "code": "CN-BONDED-1239",
        "channel": "bonded",
        "clearance_mode": "1239",
        "logistics": "platform",
        **NUMBER,
        "because": (
            "Bonded goods (import A) shipped by the platform's logistics need no upload. "
            "The declaration names the orderer's identity number."
        ),
        "because_zh": "保税（A）商品使用平台物流，无需上传证件；申报单需填写订购人的身份证号码。",
        "source_note": "Tmall Global help (bonded, platform logistics: no upload). "
        + CEB,
    },
    {
        "code": "CN-CONSOLIDATED",
        "channel": "consolidated",
        "clearance_mode": "9610",
        "logistics": "platform",
        **NUMBER,
        "because": (
            "Goods consolidated by the platform's logistics need no upload. "
            "The declaration names the orderer's identity number."
        ),
        "because_zh": "集货商品使用平台物流，无需上传证件；申报单需填写订购人的身份证号码。",
        "source_note": (
            "Tmall Global help (consolidated, platform logistics: no upload). " + CEB
        ),
    },
    {
        "code": "CN-DIRECT-POSTAL",
        "channel": "direct_mail",
        "clearance_mode": "POSTAL",
        **PHOTOS,
        "subject": "RECIPIENT",
        "because": (
            "The goods come by overseas direct mail and are declared as a personal "
            "article. Customs ask for the recipient's identity document, both sides."
        ),
        "because_zh": (
            "商品由海外直邮，按个人物品申报。海关要求提供收件人身份证件的正反面照片。"
        ),
        "source_note": (
            "Tmall Global help (overseas direct mail: the buyer provides the "
            "recipient's identity for the declaration of a personal article); customs "
            "order 104, article 22 (not yet checked at the source)."
        ),
    },
    {
        "code": "CN-DIRECT-9610",
        "channel": "direct_mail",
        "clearance_mode": "9610",
        **NUMBER,
        "because": (
            "Direct mail declared as direct purchase import needs no upload. "
            "The declaration names the orderer's identity number."
        ),
        "because_zh": "直邮按直购进口（9610）申报，无需上传证件；申报单需填写订购人的身份证号码。",
        "source_note": CEB,
    },
    {
        "code": "CN-STOCK",
        "channel": "domestic_stock",
        "clearance_mode": "0110",
        "level": "NONE",
        "subject": "",
        "because": (
            "The goods were imported as general trade before the sale, so customs ask "
            "nothing of this order."
        ),
        "because_zh": "商品已通过一般贸易进口完成清关，该订单无需身份信息。",
        "source_note": "Tmall Global help (already cleared by general trade: no upload).",
    },
    {
        "code": "PDD-EVERY-BUYER",
        "platform": "PINDUODUO",
        **PHOTOS,
        "subject": "ORDERER",
        "because": (
            "On this platform every buyer of a cross-border shop provides an identity "
            "document as colour photos, whatever the channel."
        ),
        "because_zh": "该平台要求跨境店铺的每位买家提供身份证彩照，不分渠道。",
        "source_note": (
            "Pinduoduo Global merchant help (an order without a colour photo of the "
            "buyer's identity card fails its clearance)."
        ),
    },
    {
        "code": "PDD-DIRECT-POSTAL",
        "platform": "PINDUODUO",
        "channel": "direct_mail",
        "clearance_mode": "POSTAL",
        **PHOTOS,
        "subject": "RECIPIENT",
        "because": (
            "On this platform every order needs an identity document as colour photos; "
            "a personal article is declared in the recipient's name, so it is theirs."
        ),
        "because_zh": "该平台要求提供身份证彩照；个人物品以收件人名义申报，故需收件人的证件。",
        "source_note": (
            "Pinduoduo Global merchant help, with the personal-article declaration "
            "naming the recipient (our reading)."
        ),
    },
]

REASONS = [
    # code, key, label, label_zh, text, text_zh, text_ru, may be final
    (
        "BLURRED",
        "1",
        "Photo is blurred",
        "证件模糊",
        "The text is not sharp. Hold still, tap the card to focus, take it again.",
        "文字不清晰。请拿稳手机，点一下证件对焦后重拍。",
        "Текст нерезкий. Держите телефон неподвижно, коснитесь документа для фокуса и снимите ещё раз.",
        False,
    ),
    (
        "INCOMPLETE",
        "2",
        "Card not fully visible",
        "证件不完整或被遮挡",
        "A corner or a finger hides part of the card. Show all four corners.",
        "证件不完整或被遮挡，请露出四个角重拍。",
        "Часть документа закрыта или обрезана. Покажите все четыре угла.",
        False,
    ),
    (
        "EDITED",
        "3",
        "Signs of editing",
        "有修改痕迹",
        "Send the photo as taken. Do not crop, mark or cover it; we add the watermark.",
        "请上传原图，不要裁剪、涂改或打码，水印由我们添加。",
        "Пришлите фото как есть: не обрезайте и не закрашивайте. Водяной знак добавим мы.",
        True,
    ),
    (
        "PORTRAIT",
        "4",
        "Portrait is not this person",
        "头像不符",
        "The ID must be the recipient's own.",
        "请上传收件人本人的证件。",
        "Нужен документ самого получателя.",
        True,
    ),
    (
        "MISMATCH",
        "5",
        "Information does not match",
        "信息不一致",
        "The document differs from the order. Correct the order or send the right ID.",
        "证件与订单信息不一致，请更正订单或上传正确的证件。",
        "Документ не совпадает с заказом. Исправьте заказ или пришлите нужный документ.",
        False,
    ),
    (
        "FACE",
        "6",
        "Face is blurred",
        "头像模糊",
        "The face on the card cannot be seen. Avoid light from behind.",
        "证件上的头像看不清，请避免逆光重拍。",
        "Лицо на документе не видно. Не снимайте против света.",
        False,
    ),
    (
        "DOCUMENT",
        "7",
        "Not valid or expired",
        "证件已过期或不受理",
        "This document has expired or is not accepted. Send a valid one.",
        "证件已过期或不在受理范围，请上传有效证件。",
        "Документ просрочен или не принимается. Пришлите действующий.",
        False,
    ),
    (
        "COLOUR",
        "8",
        "Black and white or a copy",
        "黑白或复印件",
        "Photograph the card itself, in colour.",
        "请拍摄证件原件，需彩色照片。",
        "Снимите сам документ, в цвете.",
        False,
    ),
    (
        "UNREADABLE",
        "9",
        "Image cannot be displayed",
        "图片无法显示",
        "We could not open the file. Take a new photo or use another browser.",
        "图片打不开，请重拍，或换浏览器上传。",
        "Файл не открылся. Сделайте новое фото или возьмите другой браузер.",
        False,
    ),
    (
        "RECORD_OLD",
        "0",
        "15-digit number, not upgraded",
        "号码未升级",
        "The number we have on record is the old 15-digit one; your photo is fine. "
        "Confirm the 18-digit number.",
        "记录中的号码仍为15位旧号，照片无需重拍，请确认18位号码。",
        "В записи старый 15-значный номер; фото в порядке. Подтвердите 18-значный номер.",
        False,
    ),
    (
        "HANDHELD",
        "",
        "Handheld photo not usable",
        "手持照无效",
        "The handheld photo cannot be used. Hold the card with both hands, arms "
        "stretched and fully visible.",
        "手持照不符合要求，请双手持证、手臂完整露出后重拍。",
        "Фото с документом в руках не подходит. Держите документ двумя руками, руки видны целиком.",
        False,
    ),
    (
        "HALFBODY",
        "",
        "Half-length photo not usable",
        "半身照无效",
        "The half-length photo cannot be used. Send one of head and shoulders.",
        "半身照不符合要求，请重新上传。",
        "Фото по пояс не подходит. Пришлите другое.",
        False,
    ),
]


def seed(apps, schema_editor):
    channel_rows = apps.get_model("clearance", "FulfilmentChannel").objects
    for code, name, name_zh, aliases, mode, logistics in CHANNELS:
        channel_rows.get_or_create(
            code=code,
            defaults={
                "name": name,
                "name_zh": name_zh,
                "aliases": aliases,
                "default_mode": mode,
                "default_logistics": logistics,
            },
        )
    carrier_rows = apps.get_model("clearance", "Carrier").objects
    for name, kind in CARRIERS:
        carrier_rows.get_or_create(name=name, defaults={"kind": kind})
    rule_rows = apps.get_model("clearance", "IdRequirementRule").objects
    for rule in RULES:
        rule_rows.get_or_create(
            code=rule["code"],
            version=1,
            defaults={
                "destination": "CN",
                "state": "PUBLISHED",
                "starts_on": FROM,
                "published_at": PUBLISHED,
                **{name: value for name, value in rule.items() if name != "code"},
            },
        )
    reason_rows = apps.get_model("clearance", "RejectionReason").objects
    for code, key, label, label_zh, text, text_zh, text_ru, final in REASONS:
        reason_rows.get_or_create(
            code=code,
            defaults={
                "key": key,
                "label": label,
                "label_zh": label_zh,
                "text": text,
                "text_zh": text_zh,
                "text_ru": text_ru,
                "may_be_final": final,
            },
        )


def unseed(apps, schema_editor):
    get = apps.get_model
    get("clearance", "RejectionReason").objects.filter(
        code__in=[row[0] for row in REASONS]
    ).delete()
    get("clearance", "IdRequirementRule").objects.filter(
        code__in=[rule["code"] for rule in RULES], version=1
    ).delete()
    get("clearance", "Carrier").objects.filter(
        name__in=[row[0] for row in CARRIERS]
    ).delete()
    get("clearance", "FulfilmentChannel").objects.filter(
        code__in=[row[0] for row in CHANNELS]
    ).delete()


class Migration(migrations.Migration):
    dependencies = [("clearance", "0001_initial")]

    operations = [migrations.RunPython(seed, unseed)]
