"""Reading the answer to a survey's question, however people type it."""

import re
import unicodedata

from bot import steering
from bot.understanding.scores import HIGHEST
from bot.understanding.scores import score as read_score
from handlers import survey_doubts
from surveys.values import CHOICES, SCORE, TEXT_LENGTH, Question, Value

LONGEST = 60
HAZY_LENGTH = 24
MOST_STARS = 5
_NUMBERS = re.compile("[0-9零一二两俩三四五六七八九十满壹贰叁肆伍陆柒捌玖拾\U0001f51f]")
_NOTHING = re.compile(
    r"(?:也|我|真|还)*(?:没[了啥]|没有了|没什么|没有什么|没啥|无|不知道|不晓得)(?:可|好)?"
    r"(?:说|讲|写|评)?(?:什么|啥)?(?:好|的|了)*"
)
_CORRECTS = re.compile(r"[打点按选填写评说搞弄]错|手滑|手误|不是.*是|改成|改为|更正")
_NOT_THIS = re.compile(r"不是[^,，是]{0,6}?(?=[,，是])|[打点按选填写评说搞弄]错[了啦]?")
_KINDLY = r"(?:谢谢|多谢|感谢|辛苦|thanks?|thankyou)(?:你们?|您|了|啦|哈)*"
_VAGUE = re.compile(
    r"^(?:嗯+|我?觉得|总体|整体|就|也|说不上|谈不上|没有)?[,，、 ]*"
    r"(?:(?:还|挺|很|蛮|太|不|非常|特别|超级|真|真的|都|比较|相当|十分|基本|算|怎么|是"
    r"|very|so|not|quite|really)\s*){0,3}"
    r"(?:行|可以|[好差]评|好|不错|一般般?|凑合|马马虎虎|满意|差|糟糕|失望|赞|棒|推荐|费劲|轻松|省心"
    r"|so-?so|good|bad|great|fine|ok|(?:un)?happy)"
    rf"(?:的|吧|啊|呀|呢|啦|了|哦|哈)*[,，、 ]*(?:{_KINDLY})?[\W_]*$",
    re.IGNORECASE,
)
_AT_END = re.compile(rf"[,，、。!！~～ ]*{_KINDLY}$|[\W_]+$", re.IGNORECASE)
_NOT_VAGUE = re.compile(
    r"^(?:好|行|可以|好的|好吧|好呀|好啊|好啦|好了|行吧|可以的|ok)$", re.IGNORECASE
)
_REFUSALS = re.compile(
    r"(?:不想|不要|懒得|别|不)(?:再)?(?:评|打分|评价|回答|填|问)|没空|没时间|下次(?:吧|再说)?$"
)
_ANY_NUMBER = re.compile(r"\d+")
_DIGIT = r"[0-9零一二两三四五六七八九十百]"
_POINTS = rf"{_DIGIT}\s*(?:分(?![钟钱店期类开享红手公])|星(?!期|座|级))"
_ASKS = re.compile(r"[?？吗么]|多少|几点|怎么|什么时候|查")
_HAZY = re.compile(
    rf"^\W*\d{{1,3}}(?:\W+\d{{1,3}}){{0,2}}\W*$|{_POINTS}|^负{_DIGIT}*分"
    r"|^[我]?(?:肯定|一定|绝对|当然|应该|可能|也许|大概|估计|是)*(?:不太?|不可能|没可能)?"
    r"(?:会|可能|愿意)(?:推荐|介绍)?(?:的|吧|啊|呀|啦|了)*[\W_]*$|^[👍👎]+$",
)
_SLIP = re.compile(rf"^\W*({_DIGIT}{{1,2}})\s*(?:份|粉|芬|奋|fen|f|ｆ)\W*$", re.IGNORECASE)
_OUT_OF = re.compile(
    r"(?:总分|满分)[是为]?\s*(?:10|十|5|五|7|七)\s*分?|(?:10|十|5|五)分(?:满分|制)"
)
_BELOW_ZERO = re.compile(r"(?:^|[^\d/])[-−－负]\s*\d")
_STARS = re.compile(r"星|\bstars?\b", re.IGNORECASE)
_ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ENGLISH_LINE = re.compile(
    r"^\W*(?:i'?d?\s|i'll\s|would\s|say\s|give\s|you\s|it\s|its\s|it's\s|a\s|an\s|about\s|maybe\s)*"
    r"(\d{1,2}|"
    + "|".join(_ENGLISH)
    + r")(?:\s*(?:points?|out of (?:10|ten|5|five)|please))?\W*$",
    re.IGNORECASE,
)
_OF = re.compile(r"^\W*(\d{1,2})\s*分?\s*/\s*(\d{1,2})\s*分?\W*$")
_FULL = re.compile(r"满分(?!是|多少|吗|几)")
_WRAPPED = re.compile(
    r"^\W*(?:(?:[嗯呃额哦啊那我]|就|也|差不多|大概|可能|应该|您好|你好|打分|评分|分数|得分|[给打是为]"
    rf"|{_KINDLY})\W*)*({_DIGIT}{{1,2}})(?:\.0)?\s*分?\W*"
    r"(?:(?:[吧啦了喽哟嘛呢啊呀哦咯哈嘿嘻呵h]|给你们?|好评|不错|很好|满意|左右|ok|from me"
    rf"|{_KINDLY})\W*)*$",
    re.IGNORECASE,
)
_SAYS_NOTHING_MORE = re.compile(
    rf"{_DIGIT}+|分|星|/|[吧啊呀哦了哈呢嗯呗啦的我您你们给打个评选算就那都也还]|谢谢|多谢|不好意思"
    r"|左右|差不多|好评|辛苦|加油|[嘿嘻]|觉得|感觉|大概|可以|满分|应该|不想|真的|points?|fen"
    r"|out of",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[\u4e00-\u9fff]{2}|[a-z]+\W+[a-z]+", re.IGNORECASE)


def may_be_score(text: str) -> bool:
    """Whether a line could name a score: asked of every line, so it is cheap."""
    return (
        0 < len(text) <= LONGEST
        and bool(_NUMBERS.search(unicodedata.normalize("NFKC", text)))
        and read_score(unicodedata.normalize("NFKC", text)) is not None
    )


def names_points(text: str) -> bool:
    """Whether a score is said with its unit: 「9 分」 is no quantity of anything else."""
    return bool(re.search(_POINTS, unicodedata.normalize("NFKC", text)))


def is_vague(text: str) -> bool:
    """Whether a line judges without a number: 「还行吧」."""
    said = steering.bare(text)
    return len(said) <= 12 and bool(_VAGUE.match(said)) and not _NOT_VAGUE.match(said)


def is_hazy(text: str) -> bool:
    """Whether a line answers only right after the question: 「9份」「七八分」「会」, nine, no."""
    line = unicodedata.normalize("NFKC", text)
    if not line or len(line) > HAZY_LENGTH or _ASKS.search(line):
        return False
    patterns = (_HAZY, _SLIP, _WRAPPED, _ENGLISH_LINE, _REFUSALS)
    return any(pattern.search(line) for pattern in patterns)


def refuses(text: str) -> bool:
    """Whether they do not want to be asked."""
    return steering.is_cancel(text) or bool(len(text) <= 15 and _REFUSALS.search(text))


def skips(text: str) -> bool:
    said = steering.bare(text)
    return said == "skip" or steering.declines(text) or bool(_NOTHING.fullmatch(said))


def corrected(question: Question, text: str) -> int | None:
    """The score that is to stand instead of the one given: 「打错了，是 2 分」."""
    line = unicodedata.normalize("NFKC", text)
    if len(line) > HAZY_LENGTH or not _CORRECTS.search(line):
        return None
    return _score(question, _NOT_THIS.sub(" ", line))


def value_of(question: Question, text: str) -> Value:
    """What a line answers to a question; None when it answers nothing of the kind."""
    if question.answer == SCORE:
        return _score(question, text)
    if question.answer == CHOICES:
        return _several(question, text) if question.most else _chosen(question, text)
    return text.strip()[:TEXT_LENGTH] or None


def beyond_score(question: Question, text: str) -> str:
    """The whole line where it says more than a score: it answers the next question too."""
    line = unicodedata.normalize("NFKC", text)
    if _labelled(question, text) is not None or _ENGLISH_LINE.match(line):
        return ""
    rest = _SAYS_NOTHING_MORE.sub(" ", line)
    return text.strip() if _WORDS.search(rest) else ""


def _score(question: Question, text: str) -> int | None:
    named = _labelled(question, text)
    if named is not None:
        return named
    line = unicodedata.normalize("NFKC", text)
    if _BELOW_ZERO.search(line) or (_STARS.search(line) and question.high != MOST_STARS):
        return None
    if share := _OF.match(line):
        said = int(share[1]) if int(share[2]) == question.high else None
    else:
        said = _said(question, line)
    return said if said is not None and question.low <= said <= question.high else None


def _said(question: Question, line: str) -> int | None:
    """The one score that the line gives, not what it says of scales, deductions or others."""
    if survey_doubts.doubtful(survey_doubts.without_scale(line)):
        return None
    stated = survey_doubts.without_scale(_OUT_OF.sub("", line))
    given = survey_doubts.without_deduction(stated)
    said = _read(question, given)
    if given != stated:
        return None if said == question.high else said
    return _read(question, line) if said is None and given != line else said


def _read(question: Question, line: str) -> int | None:
    if question.high != HIGHEST:
        line = _FULL.sub(f"{question.high}分", line)
    said = read_score(line)
    return _slipped(line) if said is None else said


def _slipped(line: str) -> int | None:
    """A score with a slip of the input method, or in English."""
    slip = _SLIP.match(line)
    if slip:
        return read_score(f"{slip[1]}分")
    if wrapped := _WRAPPED.match(line):
        return read_score(f"{wrapped[1]}分")
    english = _ENGLISH_LINE.match(line)
    if english is None:
        return None
    said = english[1].lower()
    return _ENGLISH.index(said) if said in _ENGLISH else read_score(f"{said}分")


def _labelled(question: Question, text: str) -> int | None:
    said = _AT_END.sub("", steering.bare(text))
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
