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
