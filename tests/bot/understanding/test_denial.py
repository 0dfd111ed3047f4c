"""What is named to say that it is not wanted, and what only looks so."""

import pytest

from bot.understanding import Understanding, load


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return load()


@pytest.mark.parametrize(
    ("line", "wish"),
    [
        ("我不要转人工", "human_agent"),
        ("不需要人工客服！", "human_agent"),
        ("不投诉了", "complaint"),
        ("我不是要投诉", "complaint"),
        ("不要退訂", "unsubscribe"),
        ("算了，先不退了", "refund_return"),
        ("发票不用开了", "invoice"),
        ("不想兑换了", "redeem"),
        ("退货就免了", "refund_return"),
        ("退款的话就算了吧", "refund_return"),
        ("票不用开了哈", "invoice"),
        ("我可没说要退款", "refund_return"),
        ("谁说要投诉了", "complaint"),
        ("投诉就算了吧", "complaint"),
        ("懒得投诉你们", "complaint"),
        ("别给我转人工ok？", "human_agent"),
        ("先别叫人", "human_agent"),
        ("人工就不必了", "human_agent"),
        ("积分不换了 留着", "redeem"),
        ("用不着开发票，谢谢", "invoice"),
        ("不是要退订你们的短信", "unsubscribe"),
        ("没让你取消推送啊", "unsubscribe"),
        ("我没要退订", "unsubscribe"),
        ("别给我退订了", "unsubscribe"),
    ],
)
def test_a_denied_wish_is_no_wish(understanding: Understanding, line: str, wish: str) -> None:
    found = understanding.understand(line)

    assert found.denied == wish
    assert found.intent != wish
    assert wish not in dict(found.alternatives)
    assert not found.certain


@pytest.mark.parametrize(
    ("line", "intent"),
    [
        ("我不要转人工，我想查积分", "points_balance"),
        ("不是要投诉，就想问下几点关门", "store_info"),
        ("不换货，要退款", "refund_return"),
        ("怎么不能退款", "refund_return"),
        ("你们不开发票吗", "invoice"),
        ("不用退货直接退款可以吗", "refund_return"),
        ("没有人工吗", "human_agent"),
        ("不要机器人要人工", "human_agent"),
        ("别再发了，退订", "unsubscribe"),
        ("不用退 换个新的就行", "refund_return"),
        ("退货算了", "refund_return"),
        ("发票不开吗", "invoice"),
        ("没人理我 转人工", "human_agent"),
        ("别给我转人工ok？我就问下积分", "points_balance"),
        ("退款就免了，给我开张发票", "invoice"),
        ("把昨天那单退了 不是退订短信", "refund_return"),
        ("我说的是退订单不是退订", "refund_return"),
        ("我要的是查快递到哪了可不是要退货", "order_logistics"),
        ("我是想退货的并不是要投诉你们", "refund_return"),
    ],
)
def test_the_rest_of_the_line_is_understood(
    understanding: Understanding, line: str, intent: str
) -> None:
    found = understanding.understand(line)

    assert (found.intent, found.denied) == (intent, None)
