"""Small order files of the four layouts, made in code; their people do not exist."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date

from clearance.exchange.reading import OrderFile, ParsedOrder, Problem

TODAY = date(2026, 11, 20)
CHANNELS = {
    "bonded": "bonded",
    "保税": "bonded",
    "consolidated": "consolidated",
    "集货": "consolidated",
    "direct_mail": "direct_mail",
    "直邮": "direct_mail",
    "domestic_stock": "domestic_stock",
    "现货": "domestic_stock",
}
ID_NUMBER = "110101199003070003"
DAMAGED_ID_NUMBER = "110101199003070000"

OWN = {
    "order_no": "A-1001",
    "channel": "直邮",
    "placed_at": "2026-11-01T08:00:00+08:00",
    "recipient_name": "样本甲",
    "paid": "337.57",
    "recipient_phone": "13800009516",
    "recipient_address": "浙江省 杭州市 样本路 1号",
    "orderer_name": "测试乙",
    "orderer_id_type": "RESIDENT_ID",
    "orderer_id_number": ID_NUMBER,
    "waybill_no": "SF0000000000001",
    "goods_value": "300.00",
    "freight": "10.00",
    "discount": "0",
    "tax": "27.57",
    "currency": "CNY",
    "item_name": "面膜 10片",
    "item_qty": "2",
    "item_price": "150.00",
}
CEB = {
    "orderNo": "A-1001",
    "goodsValue": "300.00",
    "freight": "10.00",
    "discount": "0.00",
    "taxTotal": "27.57",
    "acturalPaid": "337.57",
    "currency": "142",
    "buyerName": "测试乙",
    "buyerIdType": "1",
    "buyerIdNumber": ID_NUMBER,
    "consignee": "样本甲",
    "consigneeTelephone": "13800009516",
    "consigneeAddress": "浙江省 杭州市 样本路 1号",
    "tradeMode": "1210",
    "itemName": "面膜 10片",
    "qty": "2",
    "price": "150.00",
    "appTime": "20261101080000",
}
BROKER = {
    "订单编号": "A-1001",
    "订购人姓名": "测试乙",
    "订购人证件类型": "1",
    "订购人证件号码": ID_NUMBER,
    "运杂费": "10.00",
    "非现金抵扣金额": "0.00",
    "代扣税款": "27.57",
    "实际支付金额": "337.57",
    "收货人姓名": "样本甲",
    "收货人电话": "13800009516",
    "收货地址": "浙江省 杭州市 样本路 1号",
    "物流运单编号": "SF0000000000001",
    "商品名称": "面膜 10片",
    "数量": "2",
    "商品价格": "150.00",
    "申报日期": "2026-11-01",
    "起运国": "日本",
}
TAOBAO = {
    "订单编号": '="A-1001"',
    "买家会员名": "样本会员",
    "买家支付宝账号": "sample@example.com",
    "买家应付货款": "300.00",
    "买家应付邮费": "10.00",
    "买家支付积分": "150",
    "总金额": "310.00",
    "买家实际支付金额": "308.50",
    "订单状态": "买家已付款，等待卖家发货",
    "买家留言": "=1+1",
    "收货人姓名": "样本甲",
    "收货地址": "浙江省 杭州市 样本路 1号",
    "联系电话": "",
    "联系手机": "'13800009516",
    "订单创建时间": "2026-11-01 08:00:00",
    "订单付款时间": "2026-11-01 08:03:00",
    "宝贝标题": "面膜 10片",
    "宝贝总数量": "2",
}
LAYOUTS = {"own": OWN, "ceb": CEB, "broker": BROKER, "taobao": TAOBAO}


def csv_text(
    rows: Sequence[Mapping[str, str]], *, delimiter: str = ",", end: str = "\r\n"
) -> str:
    """Records under the header of the first."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(
        out, list(rows[0]), delimiter=delimiter, lineterminator=end, restval=""
    )
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def opened(content: str | bytes, *, default_channel: str | None = None) -> OrderFile:
    data = content.encode() if isinstance(content, str) else content
    return OrderFile(
        io.BytesIO(data),
        channels=CHANNELS,
        default_channel=default_channel,
        today=TODAY,
    )


def orders_of(
    content: str | bytes, *, default_channel: str | None = None
) -> list[ParsedOrder]:
    file = opened(content, default_channel=default_channel)
    assert places(file.problems) == []
    return list(file.orders())


def only_order(row: Mapping[str, str], **changes: str) -> ParsedOrder:
    """The order of a file with one record, some cells changed."""
    (order,) = orders_of(csv_text([{**row, **changes}]), default_channel="bonded")
    return order


def places(problems: Sequence[Problem]) -> list[tuple[int | None, str | None, str]]:
    return [(found.row, found.column, found.code) for found in problems]


type Cell = str | tuple[str, str]
"""Text, or a type of cell and what stands between its tags."""

_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet_xml(rows: Sequence[Sequence[Cell]], *, dimension: str = "A1") -> str:
    """A sheet whose text cells are inline and whose other cells are as given."""
    body = "".join(
        f'<row r="{number}">{"".join(map(_cell, cells))}</row>'
        for number, cells in enumerate(rows, start=1)
    )
    return (
        f'<worksheet xmlns="{_MAIN}"><dimension ref="{dimension}"/>'
        f"<sheetData>{body}</sheetData></worksheet>"
    )


def workbook(
    sheet: str,
    *,
    prolog: str = "",
    date1904: bool = False,
    strings: str = "",
    sheets: int = 1,
    extra: Mapping[str, bytes] | None = None,
) -> bytes:
    """An .xlsx of the given sheet, with what else a test puts into it."""
    kept = "".join(f"<si><t>{text}</t></si>" for text in strings.split("|") if text)
    named = "".join(
        f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>'
        for n in range(1, sheets + 1)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/worksheet" '
        f'Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, sheets + 1)
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r" '
        f'Type="{_RELATIONS}/officeDocument" Target="/xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
        f'<workbookPr date1904="{int(date1904)}"/><sheets>{named}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{related}'
        f'<Relationship Id="s" Type="{_RELATIONS}/sharedStrings" '
        'Target="sharedStrings.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{kept}</sst>',
        **{f"xl/worksheets/sheet{n}.xml": sheet for n in range(1, sheets + 1)},
        "xl/worksheets/sheet1.xml": prolog + sheet,
        **(extra or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return out.getvalue()


def as_workbook(row: Mapping[str, str], **numbers: str) -> bytes:
    """One record as a workbook of text cells; `numbers` are number cells instead."""
    cells: list[Cell] = [
        ("n", numbers[name]) if name in numbers else value
        for name, value in row.items()
    ]
    return workbook(sheet_xml([list(row), cells]))


def _cell(cell: Cell) -> str:
    if isinstance(cell, tuple):
        return f'<c t="{cell[0]}"><v>{cell[1]}</v></c>'
    return f'<c t="inlineStr"><is><t>{cell}</t></is></c>' if cell else "<c/>"
