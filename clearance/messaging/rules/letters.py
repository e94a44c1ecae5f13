"""The words of e-mails, by kind and language: the subject, a blank line, the letter.

`{said}` is what the text message of the same kind says; a letter has room for what the
person may want to know besides. What `texts` says of versions holds here as well.
"""

VERSIONS: dict[str, int] = {}
"""Of the kinds whose words were changed since they were first sent as version 1."""

_NEVER = {
    "en": (
        "Never send a picture of your ID to the shop or to anybody who writes to you."
        " It is given on that page only."
    ),
    "zh-hans": "切勿将证件照片发给店铺或任何联系您的人，只在上述页面提交。",
    "ru": (
        "Никогда не отправляйте фото документа магазину или тем, кто вам пишет."
        " Документ передают только на этой странице."
    ),
}
_END = {
    "en": "This message was sent automatically. Nobody reads answers to it.",
    "zh-hans": "此邮件由系统自动发送，请勿回复。",
    "ru": "Это письмо отправлено автоматически. Ответы на него никто не читает.",
}


def _letter(subject: str, language: str, *more: str) -> str:
    return "\n\n".join([subject, "{said}", *more, _END[language]])


LETTERS: dict[str, dict[str, str]] = {
    "REQUEST_IMAGES": {
        "en": _letter("Order …{tail}: an ID is needed", "en", _NEVER["en"]),
        "zh-hans": _letter(
            "订单(尾号{tail})：需上传身份证", "zh-hans", _NEVER["zh-hans"]
        ),
        "ru": _letter("Заказ …{tail}: нужен документ", "ru", _NEVER["ru"]),
    },
    "REQUEST_NUMBER": {
        "en": _letter("Order …{tail}: a number is needed", "en", _NEVER["en"]),
        "zh-hans": _letter(
            "订单(尾号{tail})：需填写证件号码", "zh-hans", _NEVER["zh-hans"]
        ),
        "ru": _letter("Заказ …{tail}: нужен номер документа", "ru", _NEVER["ru"]),
    },
    "SENT_BACK": {
        "en": _letter("Order …{tail}: please send it again", "en", _NEVER["en"]),
        "zh-hans": _letter(
            "订单(尾号{tail})：请重新拍摄", "zh-hans", _NEVER["zh-hans"]
        ),
        "ru": _letter("Заказ …{tail}: отправьте ещё раз", "ru", _NEVER["ru"]),
    },
    "ACCEPTED": {
        "en": _letter("Order …{tail}: approved", "en"),
        "zh-hans": _letter("订单(尾号{tail})：已通过审核", "zh-hans"),
        "ru": _letter("Заказ …{tail}: документ принят", "ru"),
    },
    "ALLOW_SHOP": {
        "en": _letter("Order …{tail}: may the shop see your ID?", "en", _NEVER["en"]),
        "zh-hans": _letter(
            "订单(尾号{tail})：店铺请求查看证件", "zh-hans", _NEVER["zh-hans"]
        ),
        "ru": _letter("Заказ …{tail}: показать документ магазину?", "ru", _NEVER["ru"]),
    },
    "CODE": {
        "en": _letter("Your code", "en"),
        "zh-hans": _letter("您的验证码", "zh-hans"),
        "ru": _letter("Ваш код", "ru"),
    },
}
