"""What we say around a survey's questions."""

from bot.turn import Turn
from membership import referral
from surveys import chat
from surveys.answers import Asked
from surveys.values import MESSAGE, PROMOTER, SCORE, Question

_AGAIN = {"zh": "对了，刚才想请教您的：", "en": "And back to my question:"}
_ALONE = {"zh": "好的，不打扰您啦，有需要随时找我～", "en": "All right, I will leave it at that."}
_UNCLEAR = {
    "zh": "谢谢～方便给个具体的分数吗？",
    "en": "Thank you. Which number would that be? ",
}
_CHOOSE = {"zh": "点一下或回复前面的数字就行～", "en": "Tap one, or reply with its number."}
_KEPT = {"zh": "您的评价已经记下了，谢谢您～", "en": "We have your answer, thank you."}
_SCORE_KEPT = {"zh": "您打的「{score}」已经记下了，谢谢～", "en": "We noted “{score}”, thank you."}
NO_HURRY = "您慢慢说，我在听～"
_PUT_RIGHT = {"zh": "好的，给您改成「{score}」了。", "en": "Changed to “{score}”."}


def put_right(asked: Asked, score: int) -> str:
    """To somebody who had slipped."""
    language, scored = asked.invitation.language, asked.definition.scored
    label = chat.label(scored, score, language) if scored else str(score)
    return _PUT_RIGHT[language].format(score=label)


def again(language: str) -> str:
    return _AGAIN[language]


def left_alone(language: str) -> str:
    return _ALONE[language]


def unclear(question: Question, language: str) -> str:
    if question.answer == SCORE:
        return _UNCLEAR[language] + chat.hint(question, language)
    return _CHOOSE[language]


def kept(asked: Asked) -> str:
    """To somebody who answers a second time: the first answer counts."""
    language, scored = asked.invitation.language, asked.definition.scored
    if scored is None or asked.score is None:
        return _KEPT[language]
    return _SCORE_KEPT[language].format(score=chat.label(scored, asked.score, language))


def thanks(turn: Turn, asked: Asked) -> str:
    """Thanks that fit the score; who would recommend us hears how."""
    language = asked.invitation.language
    by_band = asked.definition.thanks
    said = by_band.get(asked.band or "", by_band[""]).say(language, MESSAGE)
    if not asked.definition.refer_promoters or asked.band != PROMOTER:
        return said
    return "\n".join(filter(None, [said, _invitation(turn, language)]))


def _invitation(turn: Turn, language: str) -> str:
    if turn.contact.member_id is None:
        return ""
    status = referral.status(
        turn.session, turn.contact.member_id, now=turn.now, timezone=turn.around.timezone
    )
    if not status.rules.enabled:
        return ""
    mine, theirs = status.rules.referrer_points, status.rules.referred_points
    if language == "en":
        return f"Your code for friends: {status.code}. You get {mine} points, they get {theirs}."
    return (
        f"也欢迎把我们推荐给朋友：您的推荐码 {status.code}，朋友入会后发给我并完成首单，"
        f"您得 {mine} 积分，朋友得 {theirs} 积分。"
    )
