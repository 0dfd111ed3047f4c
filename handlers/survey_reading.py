"""Reading the answer to a survey's question, however people type it."""

import re
import unicodedata

from bot import steering
from bot.understanding.scores import score as read_score
from surveys.answers import Value
from surveys.values import Question

LONGEST = 60
COMMENTED = 8
"""From so many characters on, a line with a score in it says more than the score."""

_NUMBERS = re.compile(r"[0-9零一二三四五六七八九十满]")
_VAGUE = re.compile(
    r"^(?:嗯+|我?觉得|总体|整体|就|也)?[,，、 ]*"
    r"(?:还|挺|很|蛮|太|不太|不|非常|特别|超级|真|真的|都)?"
    r"(?:行|可以|好|不错|一般般?|凑合|马马虎虎|满意|差|糟糕|失望|赞|棒|推荐|so-?so|good|bad|great|fine|ok)"
    r"(?:的|吧|啊|呀|呢|啦|了|哦|哈)*$",
    re.IGNORECASE,
)
_NOT_VAGUE = re.compile(
    r"^(?:好|行|可以|好的|好吧|好呀|好啊|好啦|好了|行吧|可以的|ok)$", re.IGNORECASE
)
_REFUSALS = re.compile(
    r"(?:不想|不要|懒得|别|不)(?:再)?(?:评|打分|评价|回答|填|问)|没空|没时间|下次(?:吧|再说)?$"
)
_ANY_NUMBER = re.compile(r"\d+")


def may_be_score(text: str) -> bool:
    """Whether a line could name a score: asked of every line, so it is cheap."""
    return (
        0 < len(text) <= LONGEST
        and bool(_NUMBERS.search(unicodedata.normalize("NFKC", text)))
        and read_score(unicodedata.normalize("NFKC", text)) is not None
    )


def is_vague(text: str) -> bool:
    """Whether a line judges without a number: 「还行吧」."""
    said = steering.bare(text)
    return len(said) <= 12 and bool(_VAGUE.match(said)) and not _NOT_VAGUE.match(said)


def refuses(text: str) -> bool:
    """Whether they do not want to be asked."""
    return steering.is_cancel(text) or bool(len(text) <= 15 and _REFUSALS.search(text))


def skips(text: str) -> bool:
    return steering.declines(text) or steering.bare(text) in {
        "skip",
        "没了",
        "没有了",
        "没啥",
        "无",
    }


def value_of(question: Question, text: str) -> Value:
    """What a line answers to a question; None when it answers nothing of the kind."""
    match question.kind:
        case "score":
            return _score(question, text)
        case "choice":
            return _chosen(question, text)
        case "multi":
            return _several(question, text)
    return text.strip() or None


def beyond_score(question: Question, text: str) -> str:
    """The whole line where it says more than a score: it answers the next question too."""
    is_label = _labelled(question, text) is not None
    return text.strip() if len(text.strip()) >= COMMENTED and not is_label else ""


def _score(question: Question, text: str) -> int | None:
    named = _labelled(question, text)
    if named is not None:
        return named
    said = read_score(unicodedata.normalize("NFKC", text))
    return said if said is not None and question.low <= said <= question.high else None


def _labelled(question: Question, text: str) -> int | None:
    said = steering.bare(text)
    for score, label in question.labels.items():
        if said in {steering.bare(words) for words in label.texts.values()}:
            return score
    return None


def _chosen(question: Question, text: str) -> list[str] | None:
    said = steering.bare(unicodedata.normalize("NFKC", text))
    for number, choice in enumerate(question.choices, 1):
        if said == str(number) or said in {steering.bare(w) for w in choice.label.texts.values()}:
            return [choice.key]
    return None


def _several(question: Question, text: str) -> list[str] | None:
    """「1 3」「1、3」「13」, or labels by name."""
    line = unicodedata.normalize("NFKC", text)
    numbers = _ANY_NUMBER.findall(line)
    if len(numbers) == 1 and int(numbers[0]) > len(question.choices):
        numbers = list(numbers[0])
    picked = [int(one) for one in numbers]
    if picked and all(1 <= one <= len(question.choices) for one in picked):
        keys = [question.choices[one - 1].key for one in picked]
    else:
        keys = [
            choice.key
            for choice in question.choices
            if any(words in line for words in choice.label.texts.values())
        ]
    return list(dict.fromkeys(keys))[: question.most] or None
