"""The columns of each kind of file, by every name they go by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from membership.imports.values import FileRefusedError, Kind
from membership.imports.wording import sentence, shortened

OURS = ("row", "column", "reason")
_NUMBER = ("会员编号", "会员号", "会员卡号", "会员id", "客户编号", "顾客编号", "customer_id")
_ALIASES: Mapping[Kind, Mapping[str, Sequence[str]]] = {
    "customers": {
        "external_id": ("编号", "id", "member_id", *_NUMBER),
        "name": ("姓名", "名字", "会员姓名", "昵称", "称呼"),
        "phone": ("手机", "手机号", "手机号码", "电话", "联系电话", "mobile", "tel"),
        "gender": ("性别", "sex"),
        "birthday": ("生日", "出生日期", "birthdate", "birth_date"),
        "birthday_calendar": ("生日历法", "历法", "公历农历", "生日类型"),
        "joined_at": ("入会时间", "入会日期", "注册时间", "注册日期", "开卡日期", "created_at"),
        "openid": ("open_id", "微信openid", "微信 openid"),
        "tags": ("标签", "会员标签", "tag"),
    },
    "orders": {
        "external_id": ("订单编号", "订单号", "单号", "order_id", "order_no", "id"),
        "customer_external_id": (*_NUMBER, "member_id", "会员", "顾客"),
        "paid_at": ("付款时间", "支付时间", "下单时间", "时间", "日期", "付款日期", "date"),
        "amount": ("金额", "实付金额", "实付", "订单金额", "支付金额", "金额(元)", "金额（元）"),
        "status": ("状态", "订单状态"),
        "refunded_amount": ("退款金额", "已退金额", "退款", "退款金额(元)", "退款金额（元）"),
    },
}
_REQUIRED: Mapping[Kind, tuple[str, ...]] = {
    "customers": ("external_id",),
    "orders": ("external_id", "customer_external_id", "paid_at", "amount"),
}


@dataclass(frozen=True, slots=True)
class Header:
    """Where each known column stands, and what the file calls it."""

    names: tuple[str | None, ...]
    written: Mapping[str, str]

    def title(self, place: int) -> str:
        """What the file calls its column at a place, from 1."""
        name = self.names[place - 1] if place <= len(self.names) else None
        return f"第 {place} 列" if name is None else self.written[name]

    def cells(self, values: Sequence[str]) -> dict[str, str]:
        """The known cells of a row; a short row lacks its last ones."""
        return {
            name: value
            for name, value in zip(self.names, values, strict=False)
            if name is not None
        }


def read_header(
    kind: Kind, titles: Sequence[str], more: Mapping[str, Sequence[str]] | None = None
) -> Header:
    """Recognise the first row; raise `FileRefusedError` naming the column that is wrong.

    `more` are columns of the shop's own, with the names each goes by.
    """
    own = more or {}
    known = _known(own) | _known(_ALIASES[kind])
    names: list[str | None] = []
    written: dict[str, str] = {}
    titles = _without_trailing_blanks(titles)
    for title in titles:
        plain = title.strip().lower()
        name = known.get(plain)
        if plain in OURS:
            names.append(None)
            continue
        shown = shortened(title.strip()) or f"第 {len(names) + 1} 列"
        if name is None:
            accepted = "、".join((*_ALIASES[kind], *own))
            raise FileRefusedError(sentence(1, shown, f"这一列不认识；可以用的列：{accepted}"))
        if name in written:
            raise FileRefusedError(sentence(1, shown, f"与「{written[name]}」重复"))
        names.append(name)
        written[name] = shown
    for name in _REQUIRED[kind]:
        if name not in written:
            raise FileRefusedError(sentence(1, name, "缺少这一列"))
    return Header(tuple(names), written)


def _known(columns: Mapping[str, Sequence[str]]) -> dict[str, str]:
    known: dict[str, str] = {}
    for name, aliases in columns.items():
        known |= dict.fromkeys((name, *aliases), name)
    return known


def _without_trailing_blanks(titles: Sequence[str]) -> list[str]:
    kept = list(titles)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept
