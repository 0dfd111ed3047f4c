"""One spelling for what customers spell in many ways, so that the model learns each thing once."""

from __future__ import annotations

import re
import unicodedata

from bot.understanding import pinyin

LONGEST_LINE = 400
"""Characters of a line that are read; the rest of an essay does not change its intent."""

NUMBER, PERSON, PLACE, LINK, ICON = "0", "\ue001", "\ue002", "\ue003", "\ue004"

_TRADITIONAL = (
    "積訂單貨發謝優會員請問這個還沒嗎麼為們來說話買賣錢換兌領禮點號碼電郵遞運費開關稅務態類經處進時間後過幾樣評讚壞舊聯機誰實"
    "驗證變應該對當從給讓聽見覺氣慘滿麗藍紅綠長門營業區東車飯館級別絕權續計網絡質體頭顏鋪裡現鐘與無訴錯嘆騙爛臉線縮僅補賠壓頁"
    "帳戶綁資訊終裝師維簽確認壽慶選擇購結據啟讀寫幫難誤狀況顧總監餘額減復鮮鹹軟涼熱髒檢紙塊雙條張歡樂愛滾錄"
)
_SIMPLIFIED = (
    "积订单货发谢优会员请问这个还没吗么为们来说话买卖钱换兑领礼点号码电邮递运费开关税务态类经处进时间后过几样评赞坏旧联机谁实"
    "验证变应该对当从给让听见觉气惨满丽蓝红绿长门营业区东车饭馆级别绝权续计网络质体头颜铺里现钟与无诉错叹骗烂脸线缩仅补赔压页"
    "账户绑资讯终装师维签确认寿庆选择购结据启读写帮难误状况顾总监余额减复鲜咸软凉热脏检纸块双条张欢乐爱滚录"
)
_SIMPLE = str.maketrans(dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True)))
_ONE_SHAPE = str.maketrans(
    dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True))
    | dict.fromkeys("，。、；：,;:~～·…“”\"'‘’（）()【】《》<>—_|\n\t\r", " ")
    | {"劵": "券", "妳": "你", "您": "你", "嘛": "吗", "麽": "么", "啦": "了", "咯": "了"}
)
_COUPON_MISSPELT = re.compile(r"(?<=[惠金费邮息用扣费减购包货折元优])卷|(?<=领)卷(?=[吗的呢码]|$)")
_PLACEHOLDER = re.compile(r"\[([^\[\]\n]{1,24})\]")
_URL = re.compile(r"(?:https?://|www\.)[!-~]+")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_DIGITS = re.compile(
    r"(?<![0-9])(?!(?:88|886|666)(?![0-9]))#?[0-9]+(?:[.:/-][0-9]+)*|\*{2,}|(?<![a-z])x{2,}(?![a-z])"
)
_REPEATED = re.compile(r"(.)\1{2,}")
_SPACES = re.compile(r" {2,}")

_MASKED_PERSON = ("姓名", "人名", "昵称", "name")
_MASKED_PLACE = ("地址", "地点", "站点", "城市", "address")
_MASKED_LINK = ("链接", "网址", "商品", "url", "图片", "邮箱", "image")
_MASKED_NUMBER = (
    "数字",
    "金额",
    "日期",
    "时间",
    "电话",
    "手机",
    "订单",
    "单号",
    "order",
    "num",
    "账号",
    "卡号",
)


def simplified(text: str) -> str:
    """`text` with the common traditional characters written as simplified ones."""
    return text.translate(_SIMPLE)


def normalise(text: str) -> str:
    """Return `text` in the one spelling the model knows.

    Width, case, common traditional characters, digits, masked words such as `[数字x]`, links
    and repeated characters are unified. Words are never corrected beyond 「优惠卷」.
    """
    line = pinyin.read(unicodedata.normalize("NFKC", text[:LONGEST_LINE]).lower())
    if "[" in line:
        line = _PLACEHOLDER.sub(_unmask, line)
    if "." in line:
        line = _MAIL.sub(LINK, _URL.sub(LINK, line))
    line = _DIGITS.sub(NUMBER, line).translate(_ONE_SHAPE)
    if "卷" in line:
        line = _COUPON_MISSPELT.sub("券", line)
    return _SPACES.sub(" ", _REPEATED.sub(r"\1\1", line)).strip()


def _unmask(match: re.Match[str]) -> str:
    word = match[1]
    for names, sign in (
        (_MASKED_NUMBER, NUMBER),
        (_MASKED_PERSON, PERSON),
        (_MASKED_PLACE, PLACE),
        (_MASKED_LINK, LINK),
    ):
        if word.startswith(names):
            return sign
    return f"{ICON}{word} "
