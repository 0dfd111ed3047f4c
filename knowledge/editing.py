"""What staff change: entries, keyword replies, greetings and menus."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from knowledge import patterns, repository, variables
from knowledge.errors import ChangedMeanwhileError, InvalidError, MissingError
from knowledge.pictures import shelf as pictures
from knowledge.repository import Db
from knowledge.values import EVERYWHERE, MATCHES, REGEX, Faq, Keyword, Saying
from knowledge.writing import plain
from messaging.messages import Article, Image, from_payload

QUESTION_LENGTH = 200
ANSWER_LENGTH = 2000
LABEL_LENGTH = 40
DAY_MINUTES = 24 * 60
VERSION = "knowledge"


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """An entry as staff write it."""

    question: str
    answer: str
    variants: tuple[str, ...] = ()
    extras: tuple[Mapping[str, Any], ...] = ()
    account: str = EVERYWHERE
    category: str = ""
    intent: str | None = None
    active: bool = True
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeywordDraft:
    """A keyword reply as staff write it."""

    kind: str
    pattern: str
    answer: str
    extras: tuple[Mapping[str, Any], ...] = ()
    account: str = EVERYWHERE
    place: int = 50
    active: bool = True
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    from_minute: int | None = None
    to_minute: int | None = None


def save_entry(
    db: Db,
    draft: EntryDraft,
    *,
    key: int | None = None,
    seen: datetime | None = None,
    actor: str,
    now: datetime,
) -> int:
    """Write an entry and return its id; raise `InvalidError` or `MissingError`.

    With `seen`, the `updated_at` of the entry that was opened, raise `ChangedMeanwhileError` when
    somebody else saved it since.
    """
    check_entry(draft)
    pictures.check(db, draft.extras)
    values = {
        **_fields(draft),
        "question": draft.question.strip(),
        "variants": _distinct(draft.variants, draft.question),
        "intent": draft.intent or None,
    }
    if key is None:
        values["created_at"] = now
    return _save(db, Faq, key, values, actor, now, seen)


def check_entry(draft: EntryDraft) -> None:
    """Raise `InvalidError` for the first field that may not be so."""
    _check_words("question", draft.question, QUESTION_LENGTH)
    for variant in draft.variants:
        _check_words("variants", variant, QUESTION_LENGTH)
    if len(draft.category) > LABEL_LENGTH:
        raise InvalidError("category", "long", str(LABEL_LENGTH))
    if len(draft.account) > LABEL_LENGTH:
        raise InvalidError("account", "long", str(LABEL_LENGTH))
    _check_answer(draft.answer, draft.extras)
    _check_span(draft.starts_at, draft.ends_at)


def save_keyword(
    db: Db,
    draft: KeywordDraft,
    *,
    key: int | None = None,
    seen: datetime | None = None,
    actor: str,
    now: datetime,
) -> int:
    """Write a keyword reply and return its id, by the rules of `save_entry`."""
    if draft.kind not in MATCHES:
        raise InvalidError("kind", "unknown", draft.kind)
    _check_words("pattern", draft.pattern, patterns.PATTERN_LENGTH)
    if draft.kind == REGEX:
        patterns.compiled(draft.pattern)
    elif not plain(draft.pattern):
        raise InvalidError("pattern", "empty")
    _check_answer(draft.answer, draft.extras)
    pictures.check(db, draft.extras)
    _check_span(draft.starts_at, draft.ends_at)
    for field in ("from_minute", "to_minute"):
        minute = getattr(draft, field)
        if minute is not None and not 0 <= minute < DAY_MINUTES:
            raise InvalidError(field, "order")
    if (draft.from_minute is None) != (draft.to_minute is None):
        raise InvalidError("to_minute", "empty")
    return _save(db, Keyword, key, _fields(draft), actor, now, seen)


def save_saying(
    db: Db,
    name: str,
    text: str,
    options: Iterable[tuple[str, str]] = (),
    *,
    tail: str = "",
    extras: Iterable[Mapping[str, Any]] = (),
    account: str = EVERYWHERE,
    seen: datetime | None = None,
    actor: str,
    now: datetime,
) -> int:
    """Write a greeting or a menu under its name; raise `InvalidError`, and with `seen`, the
    `updated_at` of what was opened, `ChangedMeanwhileError`."""
    _check_words("name", name, 64)
    _check_words("text", text, ANSWER_LENGTH)
    variables.check(text)
    chosen = [[key.strip(), label.strip()] for key, label in options]
    for words in (word for option in chosen for word in option):
        _check_words("options", words, LABEL_LENGTH)
    known = repository.everything(db, Saying)
    key = next((one.id for one in known if (one.account, one.name) == (account, name)), None)
    shown = [dict(extra) for extra in extras]
    _check_extras(shown)
    pictures.check(db, shown)
    values: dict[str, Any] = {"name": name, "text": text, "options": chosen, "tail": tail}
    values |= {"account": account, "extras": shown}
    return _save(db, Saying, key, values, actor, now, seen)


def remove(db: Db, kind: type[Any], key: int) -> None:
    """Take something out for good."""
    repository.remove(db, kind, key)
    repository.grow(db, VERSION)


def _fields(draft: Any) -> dict[str, Any]:
    values = {name: getattr(draft, name) for name in draft.__dataclass_fields__}
    values["extras"] = [dict(extra) for extra in draft.extras]
    return values


def _save(
    db: Db,
    kind: type[Any],
    key: int | None,
    values: Mapping[str, Any],
    actor: str,
    now: datetime,
    seen: datetime | None,
) -> int:
    row = {**values, "updated_at": now, "updated_by": actor}
    saved = repository.save(db, kind, key, row, seen)
    if saved is None:
        if key is not None and repository.one(db, kind, key) is not None:
            raise ChangedMeanwhileError(key)
        raise MissingError(kind.__name__, key)
    repository.grow(db, VERSION)
    return saved


def _check_words(field: str, words: str, longest: int) -> None:
    if not words.strip():
        raise InvalidError(field, "empty")
    if len(words) > longest:
        raise InvalidError(field, "long", str(longest))


def _check_answer(answer: str, extras: Iterable[Mapping[str, Any]]) -> None:
    _check_words("answer", answer, ANSWER_LENGTH)
    variables.check(answer)
    _check_extras(extras)


def _check_extras(extras: Iterable[Mapping[str, Any]]) -> None:
    for extra in extras:
        try:
            message = from_payload(extra)
        except (KeyError, TypeError):
            raise InvalidError("extras", "syntax") from None
        if not isinstance(message, Image | Article):
            raise InvalidError("extras", "unknown")
        if isinstance(message, Article) and not message.url.startswith(("https://", "http://")):
            raise InvalidError("extras", "syntax", message.url)


def _check_span(starts_at: datetime | None, ends_at: datetime | None) -> None:
    if starts_at is not None and ends_at is not None and ends_at <= starts_at:
        raise InvalidError("ends_at", "order")


def _distinct(variants: Iterable[str], question: str) -> list[str]:
    kept = {plain(question): ""}
    for variant in variants:
        if plain(variant):
            kept.setdefault(plain(variant), variant.strip())
    return [variant for variant in kept.values() if variant]
