"""Orders in: paid, refunded, cancelled; points, growth and all that follows in one transaction."""

from membership.order_values import OrderIn, OrderLine, OrderState, Posted
from membership.orders.posting import post, terms
from membership.orders.reading import OrderView, by_external_id, of_member

__all__ = [
    "OrderIn",
    "OrderLine",
    "OrderState",
    "OrderView",
    "Posted",
    "by_external_id",
    "of_member",
    "post",
    "terms",
]
