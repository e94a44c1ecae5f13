"""The words of text messages, by kind and language.

No name, no full order number and no document data in any message. The address in a
text is a bearer secret, which is why texts are sealed. Whoever changes words raises the
version of that kind: every message keeps the one it was made of. Each text fits two
parts with the longest link; a longer shop's name or reason is cut short.
"""

VERSIONS: dict[str, int] = {"CODE": 2}
"""Of the kinds whose words were changed since they were first sent as version 1."""

TEXTS: dict[str, dict[str, str]] = {
    "REQUEST_IMAGES": {
        "en": (
            "Customs needs the recipient's ID for order …{tail} from {shop}. "
            "Upload it once: {link}"
        ),
        "zh-hans": (
            "您在{shop}的订单(尾号{tail})需收件人身份证清关，点开上传，仅需一次：{link}"
        ),
        "ru": (
            "Заказ …{tail} ({shop}): таможне нужен документ получателя. "
            "Загрузите один раз: {link}"
        ),
    },
    "REQUEST_NUMBER": {
        "en": (
            "Customs needs the identity number of whoever ordered …{tail} from {shop}. "
            "No photo: {link}"
        ),
        "zh-hans": (
            "您在{shop}的订单(尾号{tail})清关需订购人姓名和身份证号，无需照片：{link}"
        ),
        "ru": (
            "Заказ …{tail} ({shop}): таможне нужен номер документа заказчика. "
            "Без фото: {link}"
        ),
    },
    "SENT_BACK": {
        "en": "Order …{tail}: {reason} Take it again: {link}",
        "zh-hans": "订单(尾号{tail})：{reason}请重拍：{link}",
        "ru": "Заказ …{tail}: {reason} Снимите ещё раз: {link}",
    },
    "ACCEPTED": {
        "en": "Order …{tail}: the ID was approved. Nothing more to do.",
        "zh-hans": "订单(尾号{tail})：身份证已通过审核，无需其他操作。",
        "ru": "Заказ …{tail}: документ принят. Больше ничего не нужно.",
    },
    "ALLOW_SHOP": {
        "en": (
            "{shop} asks to see the ID you sent earlier, for order …{tail}. "
            "Allow or refuse: {link}"
        ),
        "zh-hans": (
            "{shop}为订单(尾号{tail})清关，请求查看您此前上传的证件。同意或拒绝：{link}"
        ),
        "ru": (
            "{shop} просит показать ваш документ для заказа …{tail}. "
            "Разрешить или отказать: {link}"
        ),
    },
    "CODE": {
        "en": (
            "{code} is your code for order …{tail} from {shop}. It lets whoever types "
            "it use the ID kept with this phone. Tell nobody, not the shop either."
        ),
        "zh-hans": (
            "验证码{code}，用于{shop}的订单(尾号{tail})。输入者即可使用与本手机号一同保存的证件，"
            "请勿告诉任何人，包括店铺。"
        ),
        "ru": (
            "{code} — код для заказа …{tail} ({shop}). Введя его, используют "
            "документ, сохранённый с этим номером. Не сообщайте никому, и магазину."
        ),
    },
}
