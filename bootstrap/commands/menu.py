"""`menu`: the bottom menu of the official account."""

import click
from flask import current_app

from bootstrap import clock
from channels.wechat.menu import publish
from messaging.errors import SendError

COLUMNS = {
    "会员": [
        ("我的积分", "points_balance"),
        ("我的优惠券", "coupon"),
        ("积分兑换", "redeem"),
        ("会员权益", "tier_benefits"),
    ],
    "服务": [
        ("查订单物流", "order_logistics"),
        ("退换货", "refund_return"),
        ("反馈问题", "complaint"),
        ("处理进度", "ticket_progress"),
    ],
    "找店员": [("人工客服", "human_agent"), ("门店信息", "store_info")],
}
"""A tap on a row is taken like saying it: its key is an intent."""


@click.group("menu")
def group() -> None:
    """The bottom menu of the official account."""


@group.command("publish")
def publish_menu() -> None:
    """Show the menu to all followers (it takes some minutes to arrive on real phones)."""
    for account, api in clock.apis(current_app.extensions["parts"]).items():
        try:
            publish(api, COLUMNS)
        except SendError as error:
            raise click.ClickException(f"{account} refused the menu: {error.code}.") from None
        click.echo(f"{account} has its menu.")


COMMAND = group
