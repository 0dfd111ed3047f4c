"""A row of an order file, read into what the shop system says about the order."""

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from membership.errors import FieldError
from membership.imports import cells
from membership.imports.values import Row
from membership.order_values import CANCELLED, PAID, PART_REFUNDED, PENDING, REFUNDED, OrderIn

_NAMES = {
    PAID: ("已付款", "已支付", "已完成", "交易成功", "完成", "completed", "success", "成功"),
    PART_REFUNDED: ("部分退款", "partially_refunded", "partial_refund", "partial"),
    REFUNDED: ("已退款", "全额退款", "退款", "refund"),
    CANCELLED: ("已取消", "取消", "已关闭", "交易关闭", "canceled", "closed"),
    PENDING: ("待付款", "未付款", "待支付", "unpaid"),
}
STATUSES = {name: status for status, names in _NAMES.items() for name in (status, *names)}


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order and the shop system's number of its customer."""

    number: int
    customer: str
    order: OrderIn

    def of_member(self, member_id: int) -> OrderIn:
        return replace(self.order, member_id=member_id)


def read(row: Row, timezone: ZoneInfo) -> OrderRow:
    """Raise `FieldError` naming the column that is wrong."""
    said = row.cells
    external_id = cells.short("external_id", said.get("external_id", ""))
    customer = cells.short("customer_external_id", said.get("customer_external_id", ""))
    for field, value in (("external_id", external_id), ("customer_external_id", customer)):
        if not value:
            raise FieldError(field, "missing")
    amount = cells.fen("amount", said.get("amount", ""))
    refunded = said.get("refunded_amount", "")
    refunded_fen = cells.fen("refunded_amount", refunded) if refunded.strip() else 0
    if refunded_fen > amount:
        raise FieldError("refunded_amount", "too_large", amount)
    order = OrderIn(
        external_id=external_id,
        status=cells.option("status", said.get("status", ""), STATUSES, PAID),
        amount=amount,
        refunded_amount=refunded_fen,
        paid_at=cells.instant("paid_at", said.get("paid_at", ""), timezone),
        source="import",
    )
    return OrderRow(row.number, customer, order)
