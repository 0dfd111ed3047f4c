"""The words of a step for one member, and the message of each channel that carries them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from campaigns import variables
from campaigns.repository import people
from campaigns.repository.people import Person
from campaigns.steps import Step
from knowledge.pictures import shelf
from membership import levels
from messaging.messages import (
    Article,
    Image,
    Mass,
    Notice,
    Sms,
    TemplateNotice,
    Text,
    push_payload,
    to_payload,
)
from messaging.reach.values import MASS, MESSAGE, SMS, SUBSCRIBE, TEMPLATE

Values = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Known:
    """What the variables of many members need, read at once."""

    people: Mapping[int, Person]
    levels: levels.Levels
    points: Mapping[int, int] = field(default_factory=dict)

    def of(self, member_id: int, facts: Mapping[str, Any], gift: str = "") -> Values:
        """The values of the variables for one member."""
        person = self.people[member_id]
        level = self.levels.of(person.level_id)
        return {
            "name": person.name or variables.NAMELESS,
            "level": level.name if level else "",
            "points": self.points.get(member_id, 0),
            "growth": person.growth,
            variables.GIFT: gift,
            **facts,
        }


def known(
    session: Session, member_ids: Sequence[int], steps: Sequence[Step], *, now: datetime
) -> Known:
    """Read what the words of these steps need; points only where they are spoken of."""
    named = {name for step in steps for text in step.words() for name in variables.named(text)}
    points = people.points(session, member_ids, now) if "points" in named else {}
    return Known(people.read(session, member_ids), levels.load(session), points)


def fitting(step: Step, wished: Sequence[str]) -> tuple[str, ...]:
    """Those of the wished channels for which the step has words."""
    return tuple(channel for channel in wished if _has_words(step, channel))


def shown_in(step: Step, channel: str) -> bool:
    """Whether the step's picture goes out by a channel; its words go by the others."""
    by_mass = channel == MASS and not step.to_all
    return bool(step.picture) and (channel == MESSAGE or by_mass)


def loses_picture(step: Step, channel: str) -> bool:
    """Whether the words go out by a channel because it cannot carry the step's picture."""
    return bool(step.picture) and not step.task and not shown_in(step, channel)


def carried(step: Step, channel: str) -> str:
    """What of a step goes out by a channel: picture, card, words, notice, sms, or ""."""
    if not _has_words(step, channel):
        return ""
    if shown_in(step, channel):
        return "picture"
    if channel == SMS:
        return "sms"
    if channel in {SUBSCRIBE, TEMPLATE}:
        return "notice"
    return "card" if step.link and channel == MESSAGE else "words"


def _has_words(step: Step, channel: str) -> bool:
    match channel:
        case "subscribe" | "template":
            return step.notice is not None
        case "sms":
            return step.sms is not None
        case "mass":
            plain = not any(variables.named(text) for text in step.words())
            return bool(step.to_all) or shown_in(step, channel) or plain
    return True


def payload(step: Step, channel: str, values: Values, phone: str = "") -> dict[str, Any]:
    """What is put into the outbox for a channel; `phone` is the sealed one, for short messages."""
    if channel in {SUBSCRIBE, TEMPLATE} and step.notice is not None:
        words = {name: variables.filled(text, values) for name, text in step.notice.fields.items()}
        said = (step.notice.template, words, step.link.url if step.link else "")
        return push_payload(Notice(*said) if channel == SUBSCRIBE else TemplateNotice(*said))
    if channel == SMS and step.sms is not None:
        filled = tuple(variables.filled(text, values) for text in step.sms.values)
        return push_payload(Sms(phone, step.sms.template, filled))
    if channel == MASS:
        shown = _image(step) if shown_in(step, channel) else Text(step.to_all or step.text)
        return push_payload(Mass(shown))
    if shown_in(step, channel):
        return to_payload(_image(step))
    return to_payload(message(step, values))


def _image(step: Step) -> Image:
    """Whoever sends it puts in the platform's id of the picture."""
    return Image(f"{shelf.MARK}{step.picture}")


def message(step: Step, values: Values) -> Text | Article:
    """What the customer reads in a chat, where no picture is shown instead."""
    text = variables.filled(step.text, values)
    if step.link is None:
        return Text(text)
    title = variables.filled(step.link.title, values)
    return Article(title, step.link.url, text, step.link.picture_url)
