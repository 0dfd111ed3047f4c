"""The menu we bring along, until staff save their own."""

from knowledge.menus.values import Column, Line, Menu


def _wishes(name: str, **lines: str) -> Column:
    return Column(name, tuple(Line(label, "wish", intent) for intent, label in lines.items()))


DEFAULT: Menu = (
    _wishes(
        "会员",
        points_balance="我的积分",
        coupon="我的优惠券",
        redeem="积分兑换",
        tier_benefits="会员权益",
    ),
    _wishes(
        "服务",
        order_logistics="查订单物流",
        refund_return="退换货",
        complaint="反馈问题",
        ticket_progress="处理进度",
    ),
    _wishes("找店员", human_agent="人工客服", store_info="门店信息"),
)
