"""Giving what a step promises and queueing what it says, in one transaction."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from campaigns import gifts, wording
from campaigns.entry import Decision, Entry
from campaigns.gifts import Given
from campaigns.kind import Running
from campaigns.scene import Scene
from campaigns.values import PLANNED
from campaigns.wording import Known
from membership import reach
from membership.reward_errors import CouponNotIssuedError
from messaging import outbox
from messaging.reach.values import CHANNELS, SMS, Plan, Route
from messaging.values import NewMessage


def send(
    session: Session,
    scene: Scene,
    known: Known,
    going: Mapping[int, Entry],
    plans: Mapping[int, Plan],
) -> dict[int, Decision]:
    """Queue a message for each entry by its member's plan; entries whose gift cannot be had are
    left out, and nothing is said to them."""
    routes = _routes(session, scene, plans)
    phones = _phones(session, routes)
    decided: dict[int, Decision] = {}
    messages: dict[int, NewMessage] = {}
    for at, one in going.items():
        route = routes[one.member_id]
        try:
            given = _give(session, scene, one)
        except CouponNotIssuedError:
            continue
        phone = phones.get(one.member_id, "")
        messages[at] = _message(scene, known, one, given, route, phone)
        gift = given.kept() or None
        decided[at] = Decision(
            one, PLANNED, channel=route.channel, contact_id=route.contact_id, gift=gift
        )
    numbers = outbox.queue_many(session, list(messages.values()), now=scene.now)
    for at, message in messages.items():
        decided[at] = replace(decided[at], outbox_id=numbers[message.dedupe_key])
    return decided


def key_of(running: Running, entry: Entry) -> str:
    """What makes a message of a step be queued, and its gift given, once."""
    return f"{running.view.author}:{entry.occasion}:{entry.step}:{entry.member_id}"


def keys_of(running: Running, entry: Entry) -> tuple[str, ...]:
    """Every key under which a message of a step may be queued: a second channel has its own."""
    key = key_of(running, entry)
    return (key, *(f"{key}:{channel}" for channel in CHANNELS))


def _routes(session: Session, scene: Scene, plans: Mapping[int, Plan]) -> dict[int, Route]:
    addressed = reach.addressed(session, plans, now=scene.now)
    return {member: plan.route for member, plan in addressed.items() if plan.route is not None}


def _phones(session: Session, routes: Mapping[int, Route]) -> dict[int, str]:
    texted = [member for member, route in routes.items() if route.channel == SMS]
    return reach.sealed_phones(session, texted) if texted else {}


def _give(session: Session, scene: Scene, entry: Entry) -> Given:
    gift = scene.running.document.steps[entry.step].gift
    if gift is None:
        return Given()
    key = key_of(scene.running, entry)
    return gifts.give(session, gift, key, entry, now=scene.now, timezone=scene.timezone)


def _message(
    scene: Scene, known: Known, entry: Entry, given: Given, route: Route, phone: str
) -> NewMessage:
    step = scene.running.document.steps[entry.step]
    values = known.of(entry.member_id, entry.facts, given.words())
    key = key_of(scene.running, entry)
    return NewMessage(
        route.contact_id,
        route.account,
        wording.payload(step, route.channel, values, phone),
        scene.category,
        scene.running.view.author,
        key if entry.outbox_id is None else f"{key}:{route.channel}",
        due_at=entry.due_at,
        expires_at=scene.until(entry),
        channel=route.channel,
    )
