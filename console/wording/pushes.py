"""Why a push of a campaign was not sent, in words: the rules of campaigns and of reach."""

from collections.abc import Mapping

from campaigns import rules
from console.wording import reach

RULES: Mapping[str, str] = {
    **reach.RULES,
    rules.NOT_ON: "活动没有开启",
    rules.OUT_OF_PERIOD: "不在活动的日期里",
    rules.NOT_DUE: "还没到时候",
    rules.NOT_MEANT: "不在活动的人群里",
    rules.ENTERED: "之前已经参加过",
    rules.HELD: "分在对照组",
    rules.MERGED: "这份资料已并入另一位会员",
    rules.RECOVERED: "已经回来消费了",
    rules.COMPLAINT: "还有没处理完的投诉",
    rules.DETRACTOR: "最近打过低分",
    rules.OVER: "时机已经过了",
    rules.STEP_GONE: "这一步已从活动里去掉",
    rules.DAILY_CAP: "今天发的条数到上限了",
    rules.NO_WORDS: "这一步没有适合所选渠道的文案",
    rules.NO_GIFT: "礼物发不出来：已领过、已停用或发完了",
    rules.PAUSED: "活动已暂停",
    rules.ENDED: "活动已结束",
    "expired": "过了有效期还没发出",
    "window": "超过 48 小时没有来信",
    "unsubscribed": "已取消关注",
    "cancelled": "已取消",
}
