"""What customers wrote before today, and how it went."""

TALKS = (
    ("我还有多少积分", "您现在有 {points} 积分。想看看能换什么，回复「兑换」就行。"),
    ("你们几点关门", "我们每天 8:00 到 21:30，欢迎随时来～"),
    ("生日有优惠吗", "会员生日当月有一份小礼物，到店报手机号就能领。"),
    ("今天还有海盐卷吗", "每天 10 点和 16 点出炉，建议卡着点来，最新鲜。"),
    ("谢谢", "不客气，随时找我～祝您今天顺心！"),
    ("开发票怎么弄", "把抬头和税号发给我，店员帮您开好电子发票。"),
    ("蛋糕可以写字吗", "可以的，下单时备注要写的字，十个字以内都不收费。"),
)
COMPLAINTS = (
    ("昨天买的奶油蛋糕有点酸，是不是不新鲜了", "quality"),
    ("外卖送了一个半小时，盒子都压扁了", "delivery"),
    ("说好的积分一直没到账，问了两次了", "points"),
    ("收银的小姑娘态度不太好，问她也不理人", "service"),
    ("券显示能用，到店又说过期了", "coupon"),
    ("订的六寸蛋糕给成四寸的，差价怎么算", "order"),
    ("面包里吃出一根头发，太影响心情了", "quality"),
    ("预约的自提时间到了还没做好，等了四十分钟", "waiting"),
)
SORRY = "真的很抱歉给您添堵了。已经登记，店员会尽快联系您。"
OUTCOMES = (
    ("replaced", "product", "当班出品抽检不到位，已补送一份并致歉"),
    ("refunded", "delivery", "配送箱破损，已退款，顾客接受"),
    ("solved", "points", "门店系统同步延迟，积分已补上"),
    ("explained", "service", "高峰期人手不足，已当面道歉"),
)
COUPONS = (
    {
        "key": "birthday",
        "name": "生日 88 折券",
        "terms": {"kind": "percent", "value": 12, "valid_days": 30},
    },
    {
        "key": "return20",
        "name": "好久不见 满 68 减 20",
        "terms": {"kind": "cash", "value": 2000, "minimum": 6800, "valid_days": 30},
    },
    {
        "key": "coffee",
        "name": "美式咖啡兑换券",
        "terms": {"kind": "gift", "valid_days": 60},
    },
)
GIFTS = (
    {"key": "roll", "name": "海盐卷 2 个", "points": 120, "stock": 200, "description": "门店自提"},
    {"key": "coffee", "name": "美式咖啡一杯", "points": 180, "stock": 150},
    {"key": "bag", "name": "常客帆布袋", "points": 480, "stock": 40, "member_limit": 1},
    {"key": "cake", "name": "四寸生日蛋糕", "points": 1280, "stock": 20},
)
FAQS = (
    (
        "你们几点开门",
        ("几点关门", "营业时间", "今天营业吗"),
        "我们每天 8:00 到 21:30 营业，欢迎随时来～",
        "store_info",
    ),
    (
        "今天还有海盐卷吗",
        ("海盐卷什么时候出炉",),
        "海盐卷每天 10 点和 16 点出炉，卡着点来最新鲜。",
        "product_question",
    ),
    (
        "蛋糕可以写字吗",
        ("生日蛋糕能写名字吗",),
        "可以的，下单时备注要写的字，十个字以内都不收费。",
        "product_question",
    ),
    (
        "蛋糕能放几天",
        ("蛋糕怎么保存", "蛋糕保质期多久"),
        "奶油蛋糕请放冷藏，当天吃完最好，最多放 24 小时。",
        "product_question",
    ),
)
