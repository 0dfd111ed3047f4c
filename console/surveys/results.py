"""The results of one survey: figures, charts, comments, single answers, tables to take away."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import lru_cache, partial

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from console import sheets
from console.access import me, needs
from console.charts import bars
from console.desk import desk
from console.paging import asked_page
from console.surveys import charts as survey_charts
from console.surveys import wording
from console.surveys.charts import SPANS, Point
from console.surveys.spans import PRESETS, asked_span, chosen_preset
from surveys import definitions
from surveys.results import comments, service, table
from surveys.results.values import Results, Slice, Span, Tally
from surveys.values import SCORE, Definition, SurveyInfo
from tickets import audit, customers, staff
from tickets.errors import NotFound
from tickets.values import NUMBER_BASE

MOST_COMMENTS = 3000
PAGE = 50
MOST_GROUPS = 12
MOST_EXPORTED = 100_000


def register(console: Blueprint) -> None:
    console.add_url_rule("/surveys/<int:survey_id>", view_func=survey_results)
    console.add_url_rule("/surveys/<int:survey_id>/answers", view_func=survey_answers)
    for form in sheets.FORMATS:
        for name, view in (("scores", _export_scores), ("answers", _export_answers)):
            console.add_url_rule(
                f"/surveys/<int:survey_id>/{name}.{form}",
                endpoint=f"survey_{name}_{form}",
                view_func=needs("supervisor")(partial(view, form)),
            )


@needs("agent")
def survey_results(survey_id: int) -> ResponseReturnValue:
    """Score, trend, waves, cuts and what the comments speak of."""
    span = asked_span()
    with desk().store.reading() as session:
        survey = definitions.get(session, survey_id)
        found = service.results(session, survey_id, span, step=request.args.get("step", ""))
        said = service.commented(session, survey_id, span, limit=MOST_COMMENTS)
        tallies = service.tallies(session, survey_id, span)
        names = _staff(session, found)
    return render_template(
        "surveys/results.html",
        survey=survey,
        results=found,
        groups=comments.groups(said, _cutter()),
        comment_count=len(said),
        most_comments=MOST_COMMENTS,
        questions=_questions(survey, tallies),
        charts=_charts(found, survey.definition, names) if found.kind in SPANS else {},
        reasons=[(wording.REASONS.get(reason, reason), count) for reason, count in found.reasons],
        name_of=lambda cut, key: wording.cut_name(cut, key, names),
        words=wording,
        presets=PRESETS,
        preset=chosen_preset(),
        number_base=NUMBER_BASE,
    )


@needs("agent")
def survey_answers(survey_id: int) -> ResponseReturnValue:
    """The single answers, the newest first."""
    span = asked_span()
    band = request.args.get("band", "")
    said = request.args.get("said", "").strip()[:60]
    page = asked_page()
    with desk().store.reading() as session:
        survey = definitions.get(session, survey_id)
        found = service.given(
            session,
            survey_id,
            span,
            band=band if band in wording.BANDS else "",
            said=said,
            limit=PAGE + 1,
            offset=page * PAGE,
        )
        names = staff.names(session, sorted({one.staff_id for one in found if one.staff_id}))
        people = _people(session, {one.member_id for one in found if one.member_id})
    return render_template(
        "surveys/answers.html",
        people=people,
        survey=survey,
        span=span,
        answers=found[:PAGE],
        more=len(found) > PAGE,
        page_number=page,
        band=band,
        said=said,
        names=names,
        words=wording,
        causes=wording.REASONS,
        number_base=NUMBER_BASE,
    )


def _people(session: Session, member_ids: set[int]) -> dict[int, str]:
    names = {}
    for number in member_ids:
        with suppress(NotFound):
            names[number] = customers.person(session, number).name
    return names


def _export_scores(form: str, survey_id: int) -> ResponseReturnValue:
    span = asked_span()
    with desk().store.session() as session:
        survey = definitions.get(session, survey_id)
        found = service.results(session, survey_id, span, step=request.args.get("step", ""))
        names = _staff(session, found)
        rows = [_named(row, names) for row in table.scores(found)]
        _note(session, survey, span, len(rows))
    return sheets.sheet(form, wording.SCORE_COLUMNS, rows, _file(survey, span, "scores"))


def _export_answers(form: str, survey_id: int) -> ResponseReturnValue:
    span = asked_span()
    with desk().store.session() as session:
        survey = definitions.get(session, survey_id)
        found = service.given(session, survey_id, span, limit=MOST_EXPORTED)
        names = staff.names(session, sorted({one.staff_id for one in found if one.staff_id}))
        rows = [_readable(row, names) for row in table.given(found, desk().timezone)]
        _note(session, survey, span, len(rows))
    return sheets.sheet(form, wording.ANSWER_COLUMNS, rows, _file(survey, span, "answers"))


def _file(survey: SurveyInfo, span: Span, what: str) -> str:
    return f"{survey.key}-{what}-{span.first}-{span.last}"


def _note(session: Session, survey: SurveyInfo, span: Span, rows: int) -> None:
    audit.write(
        session,
        me().id,
        "export_report",
        f"survey:{survey.key}"[:64],
        detail={"rows": rows, "from": str(span.first), "to": str(span.last)},
        address=request.remote_addr,
        now=desk().now(),
    )


def _named(row: Iterable[table.Cell], names: Mapping[int, str]) -> list[table.Cell]:
    part, key, *rest = row
    shown = str(key or "")
    if part in wording.CUTS:
        shown = wording.cut_name(str(part), shown, names)
    return [wording.SHEET_PARTS.get(str(part), part), shown, *rest]


def _readable(row: Iterable[table.Cell], names: Mapping[int, str]) -> list[table.Cell]:
    cells = dict(zip(table.GIVEN, row, strict=True))
    for name in ("ticket", "case"):
        number = cells[name]
        cells[name] = number + NUMBER_BASE if isinstance(number, int) else None
    agent = cells["agent"]
    cells["agent"] = names.get(agent, f"#{agent}") if isinstance(agent, int) else None
    for name, called in _CALLED.items():
        cells[name] = called.get(str(cells[name]), cells[name])
    return list(cells.values())


_CALLED: Mapping[str, Mapping[str, str]] = {
    "band": wording.BANDS,
    "reason": wording.REASONS,
    "origin": wording.ORIGINS,
    "channel": wording.CHANNELS,
    "source": {"chat": "对话", "web": "网页"},
    "late": {"0": "", "1": "迟到"},
}


def _staff(session: Session, found: Results) -> dict[int, str]:
    return staff.names(session, [int(one.key) for one in found.cuts["staff_id"] if one.key])


def _charts(found: Results, definition: Definition, names: Mapping[int, str]) -> dict[str, object]:
    kind = found.kind
    scored = definition.questions[0]
    bands = {n: definition.band(n) or "" for n in range(scored.low, scored.high + 1)}
    drawn: dict[str, object] = {
        "trend": survey_charts.trend(
            kind,
            [_point(_day(one.first, found.step), one.slice) for one in found.trend],
            f"{wording.SHORT_KINDS[kind]} 的趋势和 95% 区间",
        ),
        "scores": survey_charts.scores(found.total.counts, bands, "每个分数有多少人打"),
        "waves": survey_charts.groups(
            kind, [_point(one.slice.key, one.slice) for one in found.waves], "各批次的得分"
        ),
        "reasons": bars(
            [(wording.REASONS.get(reason, reason), count) for reason, count in found.reasons],
            "差评的原因",
            " 个",
        ),
    }
    for cut, slices in found.cuts.items():
        points = [
            _point(wording.cut_name(cut, one.key, names), one) for one in slices[:MOST_GROUPS]
        ]
        drawn[cut] = survey_charts.groups(kind, points, f"按{wording.CUTS[cut]}的得分")
    return drawn


def _day(day: object, step: str) -> str:
    text = str(day)
    return text[:7] if step == "month" else text[5:]


def _point(label: str, one: Slice) -> Point:
    figure = one.figure
    value = None if figure is None else figure.value
    interval = None if figure is None else figure.interval
    low, high = (None, None) if interval is None else (interval.low, interval.high)
    return Point(label, value, low, high, one.n, wording.figure(one.kind, value))


def _questions(survey: SurveyInfo, tallies: list[Tally]) -> list[dict[str, object]]:
    """The questions with choices or further scores, as bars."""
    scored = survey.definition.scored
    made = []
    for tally in tallies:
        question = survey.definition.question(tally.question)
        if question is scored:
            continue
        labels = {choice.key: choice.label.say() for choice in question.choices}
        if question.answer == SCORE:
            labels = {str(n): f"{n} 分" for n in range(question.low, question.high + 1)}
        items = [(text, tally.counts.get(key, 0)) for key, text in labels.items()]
        title = question.text.say()
        made.append({"title": title, "n": tally.n, "items": items, "chart": bars(items, title)})
    return made


@lru_cache(maxsize=1)
def _cutter() -> Callable[[str], Iterable[str]]:
    """The cutter is loaded when the first results are looked at, not when the process starts."""
    from bot.understanding.cutting import cutter

    return cutter()
