"""Why somebody is not reached, in words: one sentence for every rule that forbids or postpones."""

from collections.abc import Mapping

from messaging.reach import values as v

CHANNELS: Mapping[str, str] = {
    v.MESSAGE: "客服消息",
    v.SUBSCRIBE: "订阅通知",
    v.TEMPLATE: "模板消息",
    v.MASS: "群发",
    v.WECOM: "企业微信",
    v.SMS: "短信",
    v.ANY: "所有渠道",
}
RULES: Mapping[str, str] = {
    v.WINDOW_CLOSED: "超过 48 小时没有来信",
    v.WINDOW_USED: "这次来信后的 5 条消息已用完",
    v.UNFOLLOWED: "没有关注，或已取消关注",
    v.BLOCKED_CONTACT: "在黑名单里",
    v.NO_CONTACT: "没有绑定公众号或企业微信",
    v.NO_CONSENT: "没有订阅通知的授权，或已用完",
    v.NO_TEMPLATE: "没有可用的消息模板",
    v.NOTICES_ONLY: "模板消息只能发服务通知",
    v.QUOTA_USED: "本月群发次数已用完",
    v.MASS_NEEDS_TWO: "群发至少要两个人",
    v.NO_PHONE: "没有留手机号",
    v.NOT_CONFIGURED: "这个渠道还没有接入",
    v.ACCOUNT_KIND: "这种公众号没有这个权限",
    v.REFUSED: "顾客已退订",
    v.FREQUENCY_CAP: "近期收到的消息已到上限",
    v.QUIET_HOURS: "免打扰时段，顺延到早上",
}
