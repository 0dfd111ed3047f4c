"""Sending a survey by hand: to a saved segment, or to a list of members."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from campaigns import segments
from console.access import me, needs
from console.desk import desk
from console.surveys import wording
from membership import customers
from membership.errors import FieldError, NotFoundError
from surveys import definitions, planning
from surveys.planning import Planned
from tickets import audit

AT_ONCE = 5_000
"""So many are planned in one request; more go on from a page that shows how far it is."""
MOST_LISTED = 2_000
_OURS = re.compile(r"#[0-9]{1,15}")
_BETWEEN = re.compile(r"[\s,，、;；]+")


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a form names. `unknown` are lines of the list that are nobody's number."""

    segment_id: int = 0
    member_ids: tuple[int, ...] = ()
    count: int = 0
    unknown: tuple[str, ...] = ()
    typed: str = ""


def register(console: Blueprint) -> None:
    for method, view in (("GET", ask_by_hand), ("POST", send_by_hand)):
        console.add_url_rule("/surveys/<int:survey_id>/send", view_func=view, methods=[method])


@needs("supervisor")
def ask_by_hand(survey_id: int) -> ResponseReturnValue:
    """Choose whom to ask."""
    return _page(survey_id)


@needs("supervisor")
def send_by_hand(survey_id: int) -> ResponseReturnValue:
    """Count first; with the count confirmed, plan them in parts."""
    form = request.form
    wave = form.get("wave", "").strip()
    with desk().store.reading() as session:
        try:
            audience = _audience(session, form)
        except NotFoundError:
            return _page(survey_id, problem="这个人群已经不在了，请重新选择。"), 409
    if not wave or len(wave) > planning.NAME_LENGTH:
        problem = f"请给这一批取个名字，最多 {planning.NAME_LENGTH} 个字。"
        return _page(survey_id, audience, problem=problem), 422
    if not audience.count:
        return _page(survey_id, audience, problem="还没有选人：请选一个人群，或填会员编号。"), 422
    if form.get("go") != "send":
        return _page(survey_id, audience, counted=True)
    return _part(survey_id, audience, wave)


def _part(survey_id: int, audience: Audience, wave: str) -> ResponseReturnValue:
    """Plan the next ones. What was planned stays, so that going on twice asks nobody twice."""
    after = request.form.get("after", 0, type=int)
    so_far = _sums(request.form)
    now = desk().now()
    with desk().store.session() as session:
        ids = _next(session, audience, after)
        try:
            planned = planning.by_hand(session, survey_id, ids, wave=wave, now=now)
        except FieldError as error:
            return _page(survey_id, audience, problem=wording.refusal(error)), 422
        total = so_far + planned
        is_last = len(ids) < AT_ONCE
        if is_last:
            _note(session, survey_id, wave, total)
    if not is_last:
        return _going_on(survey_id, audience, wave, ids[-1], total)
    flash(_told(total))
    return redirect(url_for("console.survey_results", survey_id=survey_id))


def _next(session: Session, audience: Audience, after: int) -> list[int]:
    if audience.segment_id:
        found = segments.get(session, audience.segment_id).segment
        return segments.batch(session, found, after=after, limit=AT_ONCE, now=desk().now())
    return [one for one in sorted(audience.member_ids) if one > after][:AT_ONCE]


def _note(session: Session, survey_id: int, wave: str, total: Planned) -> None:
    audit.write(
        session,
        me().id,
        "send_survey",
        f"survey:{definitions.get(session, survey_id).key}"[:64],
        detail={"rows": total.asked, "reason": wave},
        address=request.remote_addr,
        now=desk().now(),
    )


def _told(total: Planned) -> str:
    held = sum(total.blocked.values())
    parts = [f"已安排问 {total.asked:,} 人"]
    if held:
        parts.append(f"{held:,} 人按规则不问，原因在结果页")
    if total.again:
        parts.append(f"{total.again:,} 人这一批已经安排过")
    return "；".join(parts)


def _audience(session: Session, form: Mapping[str, str]) -> Audience:
    """Raise `NotFoundError` of membership for a segment that is gone."""
    typed = form.get("members", "").strip()
    number = form.get("segment", "")
    if number.isdecimal():
        found = segments.get(session, int(number)).segment
        count = segments.count_and_sample(session, found, now=desk().now(), sample=0).count
        return Audience(segment_id=int(number), count=count, typed=typed)
    words = [word for word in _BETWEEN.split(typed) if word][:MOST_LISTED]
    known, unknown = [], []
    for word in words:
        member_id = _member(session, word)
        if member_id is None:
            unknown.append(word)
        else:
            known.append(member_id)
    ids = tuple(sorted(set(known)))
    return Audience(0, ids, len(ids), tuple(unknown), typed)


def _member(session: Session, word: str) -> int | None:
    """The member of the shop's own number, or of ours, written #12."""
    if not word.startswith("#"):
        profile = customers.by_external_id(session, word)
        return None if profile is None else profile.id
    try:
        return customers.get(session, int(word[1:]) if _OURS.fullmatch(word) else 0).id
    except NotFoundError:
        return None


def _sums(form: Mapping[str, str]) -> Planned:
    def number(name: str) -> int:
        text = form.get(name, "0")
        return int(text) if text.isdecimal() else 0

    return Planned(number("asked"), {"": number("held")}, number("again"))


def _going_on(
    survey_id: int, audience: Audience, wave: str, after: int, total: Planned
) -> ResponseReturnValue:
    held = sum(total.blocked.values())
    return render_template(
        "surveys/sending.html",
        survey_id=survey_id,
        audience=audience,
        wave=wave,
        after=after,
        asked=total.asked,
        held=held,
        again=total.again,
        done=total.asked + held + total.again,
    )


def _page(
    survey_id: int, audience: Audience | None = None, *, counted: bool = False, problem: str = ""
) -> str:
    with desk().store.reading() as session:
        survey = definitions.get(session, survey_id)
        saved = segments.saved(session)
    return render_template(
        "surveys/send.html",
        survey=survey,
        segments={one.id: one.name for one in saved},
        audience=audience or Audience(),
        wave=request.form.get("wave", ""),
        counted=counted,
        problem=problem,
        most=MOST_LISTED,
        words=wording,
    )
