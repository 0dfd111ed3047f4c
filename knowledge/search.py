"""Finding the entry that answers a line: BM25 over words, with a floor of relevance.

BM25 (Robertson and Zaragoza, 2009) ranks the ways in which questions are asked. It says nothing of
whether the best one is good enough, so `fit` does: the share of what is said in the line and in
the question that both have in common, each word weighed by its rarity. 1 is the same question.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from knowledge.values import Faq, applies, generality
from knowledge.writing import plain

Cut = Callable[[str], list[str]]
K1, B = 1.2, 0.5
FLOOR = 0.42
NEAR = 0.25
CANDIDATES = 20
BACKGROUND = 100
"""Entries that a word's rarity is reckoned in, so that a small base knows rare words too."""
_EMPTY = """
好 的 了 吗 呢 啊 呀 吧 嘛 么 哦 我 你 您 你们 我们 咱 咱们 请问 请 一下 想 要 问 是 在 有 就 都 也
很 和 这 那 这个 那个 个 能 可以 会 把 给 对 从 到 用 亲 你好 您好 谢谢 麻烦 帮 帮我 还 一 下 店
店里 家 你家 您家 呗 ， 。 ？ ！ , . ? ! 、 ~ ～ ： : ； ;
"""
EMPTY_WORDS = frozenset(_EMPTY.split()) | {" "}
_ASKING = "几点 多久 多少钱 多少 怎么 哪里 有没有 谁 什么 哪个 为什么"
ASKING_WORDS = frozenset(_ASKING.split())
ASKING_WEIGHT = 0.4
"""How much of a word's weight is left to one that only asks: 「多久到账」 is not 「多久发货」."""

_SAME = """
几点 几点钟 啥时候 什么时候 何时
多少钱 价格 价钱 价位 几钱 怎么卖
多久 多长时间 几天 多少天
怎么 咋 如何 怎样 怎么样
哪里 哪儿 在哪 在哪里 啥地方 什么地方
快递 物流 包裹
运费 邮费 快递费
包邮 免邮 免运费
退货 退换货 退换 换货
有没有 有无
停车 停车场 车位
开门 营业 上班 开业
关门 打烊 下班
电话 手机号 联系方式 号码
地址 位置
周末 双休日
"""
ALIKE = {word: line.split()[0] for line in _SAME.strip().splitlines() for word in line.split()[1:]}
"""Words that customers use for one another."""
_PHRASES = re.compile("|".join(sorted((w for w in ALIKE if len(w) > 1), key=len, reverse=True)))
_WEEKDAY = re.compile(r"(?:星期|礼拜|周)([一二三四五六日天])")


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry and how well it fits, 0 to 1."""

    entry: Faq
    fit: float


@dataclass(frozen=True, slots=True)
class _Phrase:
    entry: Faq
    counts: Counter[str]
    length: int


class Index:
    """All active entries, in memory."""

    def __init__(self, entries: Iterable[Faq], cut: Cut) -> None:
        self._cut = cut
        self._phrases: list[_Phrase] = []
        self._with: dict[str, list[int]] = defaultdict(list)
        self._by_intent: dict[str, list[Faq]] = defaultdict(list)
        self._exact: dict[str, list[Faq]] = defaultdict(list)
        for entry in sorted(entries, key=_generality):
            if entry.active:
                self._add(entry)
        count = len(self._phrases)
        self._all = max(BACKGROUND, len({phrase.entry.id for phrase in self._phrases}))
        self._rarity = {
            term: self._rarity_of(found) * _telling(term) for term, found in self._with.items()
        }
        self._unknown = math.log(1 + (self._all - 0.5) / 1.5)
        self._average = sum(phrase.length for phrase in self._phrases) / count if count else 1.0

    def search(
        self, text: str, *, account: str, now: datetime, floor: float = FLOOR, limit: int = 3
    ) -> list[Hit]:
        """The entries that fit at least as well as `floor`, the best first."""
        asked = Counter(terms(text, self._cut)) if self._phrases else Counter()
        if not asked:
            return []
        best: dict[int, Hit] = {}
        for phrase in self._candidates(asked, account, now):
            entry, fit = phrase.entry, self._fit(asked, phrase)
            if fit < floor:
                continue
            if entry.id not in best or best[entry.id].fit < fit:
                best[entry.id] = Hit(entry, fit)
        ranked = sorted(best.values(), key=lambda hit: (-hit.fit, _generality(hit.entry)))
        return ranked[:limit]

    def exact(self, text: str, *, account: str, now: datetime) -> Faq | None:
        """The entry that is asked in these very words."""
        if not self._exact:
            return None
        for entry in self._exact.get(plain(text), ()):
            if _holds(entry, account, now):
                return entry
        return None

    def of_intent(self, intent: str, *, account: str, now: datetime) -> Faq | None:
        """The entry that staff wrote for an intent as a whole.

        Several questions of one intent are none that answers for all: whoever asks for the way
        is not told the hours.
        """
        holding = [e for e in self._by_intent.get(intent, ()) if _holds(e, account, now)]
        asked = {plain(entry.question) for entry in holding}
        return holding[0] if len(asked) == 1 else None

    def entry(self, entry_id: int) -> Faq | None:
        return next((p.entry for p in self._phrases if p.entry.id == entry_id), None)

    def _rarity_of(self, phrases: list[int]) -> float:
        """By the number of entries, among some that stand for all that nobody has asked yet."""
        having = len({self._phrases[number].entry.id for number in phrases})
        return math.log(1 + (self._all - having + 0.5) / (having + 0.5))

    def _add(self, entry: Faq) -> None:
        if entry.intent:
            self._by_intent[entry.intent].append(entry)
        for words in (entry.question, *entry.variants):
            self._exact[plain(words)].append(entry)
            counts = Counter(terms(words, self._cut))
            for term in counts:
                self._with[term].append(len(self._phrases))
            self._phrases.append(_Phrase(entry, counts, counts.total()))

    def _candidates(self, asked: Counter[str], account: str, now: datetime) -> Iterator[_Phrase]:
        """The phrases of the highest BM25 score, of those that hold for the account now."""
        scores: dict[int, float] = defaultdict(float)
        for term in asked:
            weight = self._rarity.get(term, 0.0) * (K1 + 1)
            for number in self._with.get(term, ()):
                phrase = self._phrases[number]
                times = phrase.counts[term]
                length = K1 * (1 - B + B * phrase.length / self._average)
                scores[number] += weight * times / (times + length)
        ranked = sorted(scores, key=scores.__getitem__, reverse=True)
        phrases = (self._phrases[number] for number in ranked)
        return islice((one for one in phrases if _holds(one.entry, account, now)), CANDIDATES)

    def _fit(self, asked: Counter[str], phrase: _Phrase) -> float:
        common = 2 * self._weight(asked.keys() & phrase.counts.keys())
        return common / (self._weight(asked) + self._weight(phrase.counts))

    def _weight(self, found: Iterable[str]) -> float:
        return sum(
            self._rarity[term] if term in self._rarity else self._unknown * _telling(term)
            for term in found
        )


def terms(text: str, cut: Cut) -> list[str]:
    """The words of a line that mean something; what means the same becomes one word."""
    line = _WEEKDAY.sub(_weekday, plain(text))
    words = cut(_PHRASES.sub(lambda found: f" {ALIKE[found.group()]} ", line))
    telling = [ALIKE.get(word, word) for word in words if word not in EMPTY_WORDS]
    return telling or [word for word in words if word.strip()]


def _generality(entry: Faq) -> int:
    return generality(entry.account, entry.starts_at, entry.ends_at)


def _holds(entry: Faq, account: str, now: datetime) -> bool:
    return applies(entry.account, entry.starts_at, entry.ends_at, to=account, now=now)


def _telling(term: str) -> float:
    return ASKING_WEIGHT if term in ASKING_WORDS else 1.0


def _weekday(found: re.Match[str]) -> str:
    return f" 周{found.group(1).replace('天', '日')} "
