"""What things are called."""

STATES = {
    "new": "待受理",
    "open": "处理中",
    "pending": "等顾客回复",
    "snoozed": "稍后处理",
    "resolved": "已解决",
    "withdrawn": "顾客已撤回",
    "merged": "已合并",
}
STATE_TONES = {"new": "amber", "open": "blue", "pending": "", "snoozed": "", "resolved": "green"}
PRIORITIES = {1: "紧急", 2: "高", 3: "普通", 4: "低"}
PRIORITY_TONES = {1: "red", 2: "amber"}
REASONS = {
    "complaint": "投诉",
    "strong_words": "言辞激烈",
    "high_level": "高等级会员",
    "many_points": "积分多",
    "churn_risk": "有流失风险",
}
BRIEF_DEADLINES = {"first": "首响", "next": "响应", "resolve": "解决"}
CAUSES = {
    "product": "商品质量",
    "delivery": "物流配送",
    "service": "服务态度",
    "price": "价格与优惠",
    "points": "积分与会员",
    "system": "系统故障",
    "misunderstanding": "误会或咨询",
    "other": "其他",
}
OUTCOMES = {
    "solved": "已解决",
    "refunded": "已退款",
    "replaced": "已换货或补发",
    "compensated": "已补偿",
    "explained": "已解释，顾客接受",
    "declined": "无法满足，已说明",
    "no_answer": "联系不上顾客",
}
ROLES = {"agent": "客服", "supervisor": "主管", "admin": "管理员"}
PRESENCE = {"online": "在线", "away": "暂离", "offline": "离线"}
VIEWS = {
    "mine": "我的",
    "called": "提到我",
    "unassigned": "待受理",
    "all": "全部",
    "snoozed": "稍后",
    "done": "已结束",
}
SETTINGS = {
    "staff": "账号",
    "teams": "团队",
    "hours": "营业时间",
    "sla": "时限",
    "rules": "规则",
}
SETTINGS_GROUPS = {
    "客服": SETTINGS,
    "会员": {"fields": "会员字段", "tags": "标签规则", "rfm": "RFM 与生命周期"},
    "积分与等级": {
        "points": "积分规则",
        "levels": "等级",
        "giving": "签到、推荐与生日",
        "referrals": "推荐审核",
    },
    "券和礼品": {"coupons": "优惠券", "gifts": "积分礼品"},
    "发送": {"sending": "发送账号"},
}
"""All but the first are administrators'."""
SETTINGS_ABOUT = {
    "staff": "谁能登录客服台，能做什么。",
    "teams": "按类别和会员等级，把工单分给不同的同事。",
    "hours": "时限和排队都按营业时间算。改了以后，进行中工单的期限会马上重算。",
    "sla": "多久内要回复、要解决。改了以后，进行中工单的期限会马上重算。",
    "rules": "工单怎么分、怎么退回，补偿多少要主管同意。",
    "fields": "会员资料里还要记什么。",
    "tags": "满足条件的会员自动打上标签，不满足了自动去掉。",
    "rfm": "怎样算活跃、怎样算流失，怎样算重要会员。",
    "points": "一元积几分，积分多久过期。",
    "levels": "成长值到多少升级，每级有什么权益。",
    "giving": "签到、推荐朋友和生日送什么。",
    "referrals": "要人看过才奖励的推荐。",
    "coupons": "能发给会员的券。",
    "gifts": "会员能用积分换的礼品。",
    "sending": "平台对发送速度有上限，超过会拒收。暂停后消息留在队列里，恢复后继续发。",
}
SETTING_NAMES = {tab: name for group in SETTINGS_GROUPS.values() for tab, name in group.items()}
VARIABLES = {
    "name": "会员姓名",
    "points": "积分余额",
    "level": "会员等级",
    "number": "工单编号",
    "staff": "您的名字",
}
ORDER_STATES = {
    "pending": "待付款",
    "paid": "已付款",
    "part_refunded": "部分退款",
    "refunded": "已退款",
    "cancelled": "已取消",
}
POINT_KINDS = {
    "earn": "获得",
    "spend": "使用",
    "expire": "过期",
    "adjust": "人工调整",
    "claw_back": "退款收回",
    "restore": "退款返还",
}
CONSENT_CHANNELS = {"*": "所有渠道", "wechat": "微信", "wecom": "企业微信", "sms": "短信"}
CONSENT_KINDS = {"*": "所有消息", "marketing": "活动推送", "survey": "问卷", "notice": "通知"}
