"""What surveys hand out: plain values, no rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

CSAT = "csat"
KINDS = ("nps", CSAT, "ces", "form")
RELATIONS = ("relational", "transactional")
LANGUAGES = ("zh", "en")
CHANNELS = ("message", "subscribe", "wecom", "sms", "web")
SCALES: Mapping[str, tuple[int, int]] = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}
ANY, WEB, MESSAGE = "", "web", "message"
END = "end"
SCORE, CHOICES, WORDS = "score", "choices", "text"
TEXT_LENGTH, LABEL_LENGTH = 2000, 40
Value = int | list[str] | str | None
"""A score, the keys of choices, words, or None for a question that was skipped."""

PLANNED, QUEUED, SHOWN, ANSWERED = "planned", "queued", "shown", "answered"
FINISHED, DISMISSED, CLOSED, BLOCKED = "finished", "dismissed", "closed", "blocked"
UNDER_WAY = (PLANNED, QUEUED, SHOWN, ANSWERED)
DETRACTOR, PASSIVE, PROMOTER = "detractor", "passive", "promoter"


@dataclass(frozen=True, slots=True)
class Wording:
    """A text by language and channel; "" as the channel is for those without one of their own."""

    texts: Mapping[tuple[str, str], str]

    def say(self, language: str = "zh", channel: str = ANY) -> str:
        """The text for a language and channel, else for the language, else the Chinese one."""
        for key in ((language, channel), (language, ANY), ("zh", channel), ("zh", ANY)):
            if key in self.texts:
                return self.texts[key]
        return next(iter(self.texts.values()), "")


@dataclass(frozen=True, slots=True)
class Condition:
    """Holds when the earlier answer lies between two scores, or names one of the choices."""

    question: str
    at_least: int | None = None
    at_most: int | None = None
    any_of: frozenset[str] = frozenset()

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """`answers` by question: a score, a list of choices, a text, or None for skipped."""
        given = answers.get(self.question)
        if given is None:
            return False
        if self.any_of:
            return isinstance(given, list | tuple) and bool(self.any_of.intersection(given))
        if not isinstance(given, int):
            return False
        low = self.at_least is None or given >= self.at_least
        return low and (self.at_most is None or given <= self.at_most)


@dataclass(frozen=True, slots=True)
class Jump:
    """Where to go on when its condition holds: a later question's key, or `END`."""

    when: Condition
    go: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a choice question."""

    key: str
    label: Wording


@dataclass(frozen=True, slots=True)
class Question:
    """One question, of a `kind` in surveys/kinds/.

    Its scores lie between `low` and `high`, and `labels` say in words what some of them mean. Of
    its `choices` one may be chosen, or at most `most`. An `optional` one may be skipped.
    """

    key: str
    kind: str
    text: Wording
    low: int = 0
    high: int = 0
    labels: Mapping[int, Wording] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    most: int = 0
    optional: bool = False
    show_if: Condition | None = None
    jumps: tuple[Jump, ...] = ()

    @property
    def answer(self) -> str:
        """What answers it: `SCORE`, `CHOICES` or `WORDS`. All else follows from that: how it is
        read in the chat, compared, kept and counted."""
        if self.high:
            return SCORE
        return CHOICES if self.choices else WORDS


@dataclass(frozen=True, slots=True)
class Trigger:
    """When it is sent by itself. `on`: ticket_closed, nth_order, days_after_order, sample, hand.

    `daily_share` is the part of the members drawn each day. `min_orders`, `bought_within_days` and
    `joined_days` narrow the members that a sample draws from (0: no matter). `delay_minutes` is
    waited after a ticket, `days` after an order.
    """

    on: str = "hand"
    order: int = 0
    days: int = 0
    delay_minutes: int = 0
    daily_share: float = 0.0
    min_orders: int = 0
    bought_within_days: int = 0
    joined_days: int = 0
    ticket_kinds: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Definition:
    """All of a survey. `thanks` holds the words for each band and, as "", for all others."""

    name: str
    kind: str
    relation: str
    trigger: Trigger
    channels: tuple[str, ...]
    answer_within: timedelta
    invite: Wording
    questions: tuple[Question, ...]
    thanks: Mapping[str, Wording]
    refer_promoters: bool = False
    open_cases: bool = True
    resurvey_days: int = 0

    def question(self, key: str) -> Question:
        """The question with this key; raise `KeyError` for none."""
        for one in self.questions:
            if one.key == key:
                return one
        raise KeyError(key)

    @property
    def scored(self) -> Question | None:
        """The question whose score is the survey's: the first, of nps, csat and ces."""
        return None if self.kind == "form" else self.questions[0]

    def next_after(self, key: str | None, answers: Mapping[str, Any]) -> Question | None:
        """The question that follows `key` (None: the first) given the answers; None at the end."""
        start = 0
        if key is not None:
            at = next(n for n, one in enumerate(self.questions) if one.key == key)
            gone = next((j.go for j in self.questions[at].jumps if j.when.holds(answers)), None)
            if gone == END:
                return None
            start = at + 1
            if gone is not None:
                start = next(n for n, one in enumerate(self.questions) if one.key == gone)
        for one in self.questions[start:]:
            if one.show_if is None or one.show_if.holds(answers):
                return one
        return None

    def path(self, answers: Mapping[str, Any]) -> tuple[Question, ...]:
        """The questions that these answers lead through, until one that is not answered yet."""
        walked: list[Question] = []
        one = self.next_after(None, answers)
        while one is not None:
            walked.append(one)
            one = self.next_after(one.key, answers) if one.key in answers else None
        return tuple(walked)

    def band(self, score: int | None) -> str | None:
        """detractor, passive or promoter.

        NPS: 0-6, 7-8, 9-10 (Reichheld, 2003). CSAT: 1-2, 3, 4-5, satisfied being 4 and 5. CES,
        where 7 means "made it easy": 1-3, 4, 5-7.
        """
        if score is None or self.kind not in _BANDS:
            return None
        bad, middling = _BANDS[self.kind]
        return DETRACTOR if score <= bad else PASSIVE if score <= middling else PROMOTER


_BANDS = {"nps": (6, 8), "csat": (2, 3), "ces": (3, 4)}


@dataclass(frozen=True, slots=True)
class SurveyInfo:
    """A survey with its newest definition."""

    id: int
    key: str
    active: bool
    version: int
    definition: Definition
    document: Mapping[str, Any]
    updated_at: datetime
    updated_by: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """One invitation as others see it."""

    id: int
    survey_id: int
    version: int
    relation: str
    occasion: str
    origin: str
    wave: str
    member_id: int | None
    contact_id: int | None
    channel: str | None
    account: str | None
    ticket_id: int | None
    order_id: int | None
    staff_id: int | None
    language: str
    resurvey_of: int | None
    state: str
    rule: str | None
    planned_at: datetime
    due_at: datetime
    outbox_id: int | None
    shown_at: datetime | None
    closes_at: datetime | None

    def is_late(self, now: datetime) -> bool:
        return self.closes_at is not None and now > self.closes_at
