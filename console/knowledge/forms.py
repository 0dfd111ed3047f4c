"""The forms of the knowledge pages, read into drafts, and what is wrong with them in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from console import dates
from console.desk import desk
from knowledge.editing import EntryDraft, KeywordDraft
from knowledge.errors import ChangedMeanwhileError, InvalidError, KnowledgeError
from knowledge.values import Faq, Keyword, Saying
from store.columns import from_micros, to_micros

INTENT_NAMES = {
    "points_balance": "查积分",
    "redeem": "积分兑换",
    "coupon": "优惠券",
    "tier_benefits": "等级权益",
    "complaint": "投诉",
    "ticket_progress": "查进度",
    "human_agent": "找人工",
    "order_logistics": "订单物流",
    "refund_return": "退款退货",
    "invoice": "开发票",
    "store_info": "门店信息",
    "product_question": "商品咨询",
    "profile_birthday": "资料和生日",
    "unsubscribe": "不再接收推送",
    "greeting": "打招呼",
    "thanks_bye": "感谢道别",
    "praise": "夸奖",
    "out_of_scope": "与店无关",
}
MATCH_NAMES = {"exact": "整句相同", "contains": "句中包含", "regex": "正则表达式"}
FIELD_NAMES = {
    "question": "问题",
    "variants": "其他问法",
    "answer": "答案",
    "pattern": "关键词",
    "kind": "匹配方式",
    "extras": "图片或链接",
    "picture": "图片",
    "ends_at": "结束时间",
    "starts_at": "开始时间",
    "from_minute": "时段",
    "to_minute": "时段",
    "options": "选项",
    "text": "内容",
    "name": "名称",
    "category": "分类",
    "account": "账号",
    "place": "顺序",
}
REASONS = {
    "empty": "不能为空",
    "long": "太长了",
    "slow": "太复杂，可能拖慢所有顾客的回复：少用几个 * 和 +，不要嵌套",
    "syntax": "格式不对",
    "unknown": "里有不认识的内容",
    "order": "的先后不对",
    "large": "太大了",
    "twice": "和前面某一行重复",
    "kind": "要是完整的 JPG、PNG 或 GIF",
    "missing": "在这里找不到，请重新上传",
}


def wrong(field: str, reason: str) -> str:
    """「问题」不能为空."""
    return f"「{FIELD_NAMES.get(field, field)}」{REASONS.get(reason, reason)}"


def sentence(error: KnowledgeError) -> str:
    if isinstance(error, InvalidError):
        detail = f"（{error.detail}）" if error.detail else ""
        return f"{wrong(error.field, error.reason)}{detail}。"
    if isinstance(error, ChangedMeanwhileError):
        return (
            "您打开以后，同事改过这一条，您的还没有保存。左边是现在的内容；"
            "看过后再点一次保存，就以您写的为准。"
        )
    return "没有找到，可能已被删除。"


def status(error: KnowledgeError) -> int:
    return 409 if isinstance(error, ChangedMeanwhileError) else 422


def mark(opened: Faq | Keyword | Saying) -> str:
    """What a form carries to tell whether somebody else saved since it was opened."""
    return str(to_micros(opened.updated_at))


def seen(form: Mapping[str, str]) -> datetime | None:
    """When what the sender opened was last changed."""
    text = form.get("seen", "")
    return from_micros(int(text)) if text.isascii() and text.isdecimal() else None


def entry_draft(form: Mapping[str, str], image: str = "") -> EntryDraft:
    """Read the form of an entry with the picture it names; raise `InvalidError`."""
    variants = (line.strip() for line in form.get("variants", "").splitlines())
    return EntryDraft(
        question=form.get("question", ""),
        answer=form.get("answer", ""),
        variants=tuple(line for line in variants if line),
        extras=extras(form, image),
        account=form.get("account", "").strip(),
        category=form.get("category", "").strip(),
        intent=form.get("intent") or None,
        active="active" in form,
        starts_at=_instant(form, "starts_at"),
        ends_at=_instant(form, "ends_at"),
    )


def keyword_draft(form: Mapping[str, str], image: str = "") -> KeywordDraft:
    """Read the form of a keyword reply with its picture; raise `InvalidError`."""
    return KeywordDraft(
        kind=form.get("kind", ""),
        pattern=form.get("pattern", ""),
        answer=form.get("answer", ""),
        extras=extras(form, image),
        account=form.get("account", "").strip(),
        place=_whole(form, "place", 50),
        active="active" in form,
        starts_at=_instant(form, "starts_at"),
        ends_at=_instant(form, "ends_at"),
        from_minute=_minute(form, "from_minute"),
        to_minute=_minute(form, "to_minute"),
    )


def extras(form: Mapping[str, str], image: str = "") -> tuple[dict[str, Any], ...]:
    """A picture by its name, and a linked card."""
    found: list[dict[str, Any]] = []
    if image:
        found.append({"type": "image", "media_id": image})
    if link := form.get("link", "").strip():
        card = {"type": "article", "url": link, "description": ""}
        card["title"] = form.get("link_title", "").strip() or "点这里查看"
        card["picture_url"] = form.get("link_picture", "").strip()
        found.append(card)
    return tuple(found)


def options(form: Mapping[str, str]) -> list[tuple[str, str]]:
    """One option a line: 「看看积分=查积分」 names a wish by name or key, others are said."""
    keys = {name: key for key, name in INTENT_NAMES.items()}
    found = []
    for line in form.get("options", "").splitlines():
        label, _, wanted = line.partition("=")
        if not label.strip():
            continue
        key = keys.get(wanted.strip(), wanted.strip())
        known = key in INTENT_NAMES
        found.append((f"ask:{key}" if known else key or f"say:{label.strip()}", label.strip()))
    return found


def options_text(saved: tuple[tuple[str, str], ...]) -> str:
    lines = []
    for key, label in saved:
        wanted = key.removeprefix("ask:")
        lines.append(
            label if key.startswith("say:") else f"{label}={INTENT_NAMES.get(wanted, wanted)}"
        )
    return "\n".join(lines)


def hour(minute: int | None) -> str:
    return "" if minute is None else f"{minute // 60:02}:{minute % 60:02}"


def local(at: datetime | None) -> str:
    """The value of a datetime-local field."""
    return "" if at is None else at.astimezone(desk().timezone).strftime("%Y-%m-%dT%H:%M")


def link_of(saved: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    return next((extra for extra in saved if extra.get("type") == "article"), {})


def image_of(saved: tuple[dict[str, Any], ...]) -> str:
    return str(next((e["media_id"] for e in saved if e.get("type") == "image"), ""))


def _instant(form: Mapping[str, str], name: str) -> datetime | None:
    if not form.get(name):
        return None
    try:
        return dates.from_local(form[name])
    except ValueError:
        raise InvalidError(name, "syntax") from None


def _minute(form: Mapping[str, str], name: str) -> int | None:
    text = form.get(name, "")
    if not text:
        return None
    hours, _, minutes = text.partition(":")
    if not (hours.isdecimal() and minutes[:2].isdecimal()):
        raise InvalidError(name, "syntax")
    return int(hours) * 60 + int(minutes[:2])


def _whole(form: Mapping[str, str], name: str, default: int) -> int:
    text = form.get(name, "").strip()
    if not text:
        return default
    if not text.isdecimal() or int(text) > 1000:
        raise InvalidError(name, "syntax")
    return int(text)
