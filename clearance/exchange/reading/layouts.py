"""The headers of four layouts: our own, customs (CEB), clearing agent and Taobao."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from clearance.lib.characters import without_unseen

ITEM_FIELDS: Final = frozenset(
    {"item_name", "item_sku", "item_qty", "item_price", "item_origin"}
)
MONEY_FIELDS: Final = ("goods_value", "freight", "tax", "discount", "paid")
# Whatever else a file is like, its maker may add these columns.
_ANYWHERE: Final = {
    "channel": "channel",
    "渠道": "channel",
    "履约渠道": "channel",
    "监管方式": "clearance_mode",
    "监管方式代码": "clearance_mode",
}


@dataclass(frozen=True)
class Layout:
    """Headers in their order of preference, and what each column is.

    `unread` are known columns that are not imported: no warning is due for them.
    `required` are fields that every order must have.
    """

    code: str
    columns: Mapping[str, str]
    unread: frozenset[str] = frozenset()
    required: tuple[str, ...] = ("order_no",)
    goods_value_from_items: bool = field(default=False, kw_only=True)

    def field_of(self, header: str) -> str | None:
        return self.columns.get(plain_header(header))

    def knows(self, header: str) -> bool:
        plain = plain_header(header)
        return plain in self.columns or plain in self.unread


VALUE_DIGITS = 6


def plain_header(header: str) -> str:
    """A header as headers are compared: no case, padding or unseen characters."""
    if header.startswith('="') and header.endswith('"'):
        header = header[2:-1]
    text = unicodedata.normalize("NFKC", without_unseen(header))
    return text.strip(" \t\r\n'*").casefold()


def holds_a_value(header: str) -> bool:
    """Whether a cell of the header row looks like a number or an address of somebody.

    Such a header is named by nobody: what a file says of people is never repeated.
    """
    digits = sum(char.isdigit() for char in header)
    return digits >= VALUE_DIGITS or "@" in header


def _plain(columns: Mapping[str, str]) -> dict[str, str]:
    return {plain_header(header): name for header, name in columns.items()}


def _words(text: str) -> frozenset[str]:
    return frozenset(plain_header(word) for word in text.split())


OWN: Final = Layout(
    "own",
    {
        name: name
        for name in _words(
            "order_no channel placed_at recipient_name paid recipient_phone "
            "recipient_address recipient_id_type recipient_id_number destination "
            "dispatch_country clearance_mode logistics carrier waybill_no "
            "buyer_account orderer_name orderer_id_type orderer_id_number "
            "orderer_phone payer_name payer_account payment_no goods_value freight "
            "discount tax currency item_name item_sku item_qty item_price "
            "item_origin paid_at stage parent_order_no"
        )
    },
    required=("order_no", "channel", "placed_at", "recipient_name", "paid"),
)

CEB: Final = Layout(
    "ceb",
    _plain(
        _ANYWHERE
        | {
            "orderNo": "order_no",
            "goodsValue": "goods_value",
            "freight": "freight",
            "discount": "discount",
            "taxTotal": "tax",
            "acturalPaid": "paid",
            "actualPaid": "paid",
            "currency": "currency",
            "buyerRegNo": "buyer_account",
            "buyerName": "orderer_name",
            "buyerTelephone": "orderer_phone",
            "buyerIdType": "orderer_id_type",
            "buyerIdNumber": "orderer_id_number",
            "payTransactionId": "payment_no",
            "consignee": "recipient_name",
            "consigneeTelephone": "recipient_phone",
            "consigneeAddress": "recipient_address",
            "logisticsNo": "waybill_no",
            "logisticsName": "carrier",
            "tradeMode": "clearance_mode",
            "itemName": "item_name",
            "itemNo": "item_sku",
            "qty": "item_qty",
            "price": "item_price",
            "appTime": "placed_at",
        }
    ),
    _words(
        "guid appType appStatus orderType ebpCode ebpName ebcCode ebcName payCode "
        "payName batchNumbers consigneeDistrict note gnum itemDescribe barCode unit "
        "totalPrice country customsCode portCode logisticsCode"
    ),
)

BROKER: Final = Layout(
    "broker",
    _plain(
        _ANYWHERE
        | {
            "订单编号": "order_no",
            "订购人注册号": "buyer_account",
            "订购人姓名": "orderer_name",
            "订购人证件类型": "orderer_id_type",
            "订购人证件号码": "orderer_id_number",
            "订购人电话": "orderer_phone",
            "支付交易编号": "payment_no",
            "运杂费": "freight",
            "非现金抵扣金额": "discount",
            "代扣税款": "tax",
            "实际支付金额": "paid",
            "币制": "currency",
            "收货人姓名": "recipient_name",
            "收货人电话": "recipient_phone",
            "收货地址": "recipient_address",
            "收货人地址": "recipient_address",
            "物流运单编号": "waybill_no",
            "物流企业名称": "carrier",
            "商品名称": "item_name",
            "商品编码": "item_sku",
            "数量": "item_qty",
            "商品价格": "item_price",
            "原产国": "item_origin",
            "起运国": "dispatch_country",
            "申报日期": "placed_at",
        }
    ),
    _words(
        "商品规格型号 计量单位 第一法定数量 第一法定单位 第二法定数量 第二法定单位 "
        "总价 进口日期 申报海关代码 口岸海关代码 运输方式 担保企业编号 备注"
    ),
    goods_value_from_items=True,
)

TAOBAO: Final = Layout(
    "taobao",
    _plain(
        _ANYWHERE
        | {
            "订单编号": "order_no",
            "买家会员名": "buyer_account",
            "买家支付宝账号": "payer_account",
            "买家应付货款": "goods_value",
            "买家应付邮费": "freight",
            "买家支付积分": "discount",
            "买家实际支付金额": "paid",
            "订单状态": "stage",
            "收货人姓名": "recipient_name",
            "收货人": "recipient_name",
            "收货地址": "recipient_address",
            "联系手机": "recipient_phone",
            "联系电话": "recipient_phone",
            "订单创建时间": "placed_at",
            "订单付款时间": "paid_at",
            "宝贝标题": "item_name",
            "宝贝总数量": "item_qty",
            "物流单号": "waybill_no",
            "物流公司": "carrier",
        }
    ),
    _words(
        "总金额 返点积分 买家实际支付积分 买家留言 运送方式 宝贝种类 订单备注 店铺Id "
        "店铺名称 订单关闭原因 卖家服务费 买家服务费 发票抬头 是否手机订单 "
        "分阶段订单信息 特权订金订单id 定金排名 修改后的sku 修改后的收货地址 异常信息 "
        "是否是代付 是否上传合同照片 是否上传小票"
    ),
)

LAYOUTS: Final = (OWN, CEB, BROKER, TAOBAO)


def layout_of(headers: Sequence[str]) -> Layout | None:
    """The layout that knows most of the headers, if it knows the order number."""
    fitting = [
        layout
        for layout in LAYOUTS
        if any(layout.field_of(header) == "order_no" for header in headers)
    ]
    return max(fitting, key=lambda layout: _known(layout, headers), default=None)


def recognised(headers: Sequence[str]) -> int:
    """How many headers the layout that fits best knows."""
    return max(_known(layout, headers) for layout in LAYOUTS)


def _known(layout: Layout, headers: Sequence[str]) -> int:
    return sum(layout.knows(header) for header in headers)
