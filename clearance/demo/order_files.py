"""Order files as platforms and clearing agents really write them, at any size.

Each writer streams rows of our own layout (`orders.order_rows`; the rows of an order
adjacent) into one foreign layout, habits included, and returns how many records it
wrote. What a layout has no column for is lost, as it is in life.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final, Literal

import xlsxwriter

from clearance.demo.orders import COLUMNS, MODES, Row, money

TAOBAO_HEAD: Final = (
    "订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,买家支付积分,总金额,"
    "返点积分,买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址,"
    "运送方式,联系电话,联系手机,订单创建时间,订单付款时间,宝贝标题,宝贝种类,物流单号,"
    "物流公司,订单备注,宝贝总数量,店铺Id,店铺名称,订单关闭原因"
)
SHIPPED: Final = "卖家已发货，等待买家确认"
TAOBAO_STATUS: Final = {
    "PLACED": "等待买家付款",
    "PAID": "买家已付款，等待卖家发货",
    **dict.fromkeys(("SHIPPED", "DECLARED", "RELEASED"), SHIPPED),
    "COMPLETED": "交易成功",
    **dict.fromkeys(("CLOSED", "REFUNDED"), "交易关闭"),
}
# The second would be a formula if a spreadsheet trusted it.
REMARKS: Final = ("", "请尽快发货", "=1+1")
BROKER_HEAD: Final = (
    "订单编号,订购人注册号,订购人姓名,订购人证件类型,订购人证件号码,订购人电话,支付交易编号,"
    "运杂费,非现金抵扣金额,代扣税款,实际支付金额,收货人姓名,收货人电话,收货地址,物流运单编号,"
    "商品名称,商品编码,商品规格型号,数量,计量单位,商品价格,申报日期,进口日期,起运国,原产国"
)
COUNTRIES: Final = {"JP": "日本", "NZ": "新西兰", "NO": "挪威", "CN": "中国"}
CEB_HEAD: Final = (
    "orderNo;ebpCode;ebcCode;goodsValue;freight;discount;taxTotal;acturalPaid;currency;"
    "buyerRegNo;buyerName;buyerTelephone;buyerIdType;buyerIdNumber;payTransactionId;"
    "consignee;consigneeTelephone;consigneeAddress;tradeMode;itemName;qty;unit;price;"
    "appTime"
)


def write_own_csv(
    path: Path, rows: Iterable[Row], columns: Sequence[str] = COLUMNS
) -> int:
    """Write our own layout: UTF-8 with a byte order mark, one record an item."""
    records = ([row[name] for name in columns] for row in rows)
    return _write(path, "utf-8-sig", columns, records)


def write_taobao_csv(path: Path, rows: Iterable[Row]) -> int:
    """Write the seller export: GB18030, all quoted, ="…" and ', one record an order."""
    orders = groupby(rows, key=itemgetter("order_no"))
    records = (_taobao(list(items)) for _, items in orders)
    return _write(
        path, "gb18030", TAOBAO_HEAD.split(","), records, quoting=csv.QUOTE_ALL
    )


def write_ceb_csv(path: Path, rows: Iterable[Row]) -> int:
    """Write customs field names: semicolons, currency 142, YYYYMMDDhhmmss."""
    return _write(path, "utf-8", CEB_HEAD.split(";"), map(_ceb, rows), delimiter=";")


def write_broker_xlsx(path: Path, rows: Iterable[Row]) -> int:
    """Write the clearing agent's workbook: Chinese header, every cell text."""
    records = 0
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("订单")
        for column, head in enumerate(BROKER_HEAD.split(",")):
            sheet.write_string(0, column, head)
        for records, row in enumerate(rows, start=1):
            for column, cell in enumerate(_broker(row)):
                sheet.write_string(records, column, cell)
    return records


def _write(
    path: Path,
    encoding: str,
    head: Sequence[str],
    records: Iterable[Sequence[str]],
    *,
    delimiter: str = ",",
    quoting: Literal[0, 1] = csv.QUOTE_MINIMAL,
) -> int:
    written = 0
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, quoting=quoting)
        writer.writerow(head)
        for record in records:
            writer.writerow(record)
            written += 1
    return written


def _taobao(items: list[Row]) -> list[str]:
    head = items[0]
    placed = _plain_time(head["placed_at"])
    goods_and_freight = _fen(head["goods_value"]) + _fen(head["freight"])
    paid = goods_and_freight - _fen(head["discount"])
    return [
        f'="{head["order_no"]}"',
        head["buyer_account"],
        head["payer_account"],
        head["goods_value"],
        head["freight"],
        "0",
        money(goods_and_freight),
        "0",
        money(paid),
        "0",
        TAOBAO_STATUS[head["stage"]],
        REMARKS[int(head["order_no"][-1]) % len(REMARKS)],
        head["recipient_name"],
        head["recipient_address"] + "(310000)",
        "快递",
        "",
        "'" + head["recipient_phone"],
        placed,
        _plain_time(head["paid_at"]),
        "，".join(item["item_name"] for item in items),
        str(len(items)),
        head["waybill_no"],
        head["carrier"] if head["waybill_no"] else "",
        "",
        str(sum(int(item["item_qty"]) for item in items)),
        "0",
        "样本海外旗舰店",
        "买家申请退款" if head["stage"] == "REFUNDED" else "",
    ]


def _broker(row: Row) -> list[str]:
    return [
        row["order_no"],
        row["buyer_account"],
        row["orderer_name"],
        _ceb_id_type(row),
        row["orderer_id_number"],
        row["orderer_phone"],
        row["payment_no"],
        row["freight"],
        row["discount"],
        row["tax"],
        row["paid"],
        row["recipient_name"],
        row["recipient_phone"],
        row["recipient_address"],
        row["waybill_no"],
        row["item_name"],
        row["item_sku"],
        "件",
        row["item_qty"],
        "件",
        row["item_price"],
        row["placed_at"][:10],
        "",
        COUNTRIES[row["dispatch_country"]],
        COUNTRIES[row["item_origin"]],
    ]


def _ceb(row: Row) -> list[str]:
    return [
        row["order_no"],
        "3301000000",
        "3301000001",
        row["goods_value"],
        row["freight"],
        row["discount"],
        row["tax"],
        row["paid"],
        "142",
        row["buyer_account"],
        row["orderer_name"],
        row["orderer_phone"],
        _ceb_id_type(row),
        row["orderer_id_number"],
        row["payment_no"],
        row["recipient_name"],
        row["recipient_phone"],
        row["recipient_address"],
        row["clearance_mode"] or MODES[row["channel"]],
        row["item_name"],
        row["item_qty"],
        "011",
        row["item_price"],
        f"{datetime.fromisoformat(row['placed_at']):%Y%m%d%H%M%S}",
    ]


def _ceb_id_type(row: Row) -> str:
    """Say 1 for a resident ID, 2 for another document, nothing without a number."""
    if not row["orderer_id_number"]:
        return ""
    return "1" if row["orderer_id_type"] == "RESIDENT_ID" else "2"


def _plain_time(instant: str) -> str:
    return f"{datetime.fromisoformat(instant):%Y-%m-%d %H:%M:%S}" if instant else ""


def _fen(amount: str) -> int:
    return int(amount.replace(".", ""))
