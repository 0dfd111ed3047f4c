"""人群: members described by conditions, counted while they are written."""

from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaigns import segments
from campaigns.segments import KeptCount, SavedSegment
from console.access import actor, me, needs
from console.desk import desk
from console.segments import form as forms
from console.segments import wording as words
from console.segments.built import built, named_by_staff
from membership.errors import FieldError, NotFoundError
from tickets import audit, staff

PATH = "/segments"
FRESH = timedelta(minutes=10)


def register(console: Blueprint) -> None:
    console.add_url_rule(PATH, endpoint="segments", view_func=every)
    console.add_url_rule(f"{PATH}/new", view_func=new_segment, methods=["GET", "POST"])
    console.add_url_rule(f"{PATH}/build", view_func=build_segment, methods=["POST"])
    one = f"{PATH}/<int:segment_id>"
    console.add_url_rule(one, view_func=segment, methods=["GET", "POST"])
    console.add_url_rule(f"{one}/count", view_func=count_segment)
    console.add_url_rule(f"{one}/drop", view_func=drop_segment, methods=["POST"])


@needs("supervisor")
def every() -> ResponseReturnValue:
    """The saved ones, each in a sentence with how many it held when it was last counted; what was
    counted too long ago is counted anew while the page is looked at."""
    with desk().store.reading() as session:
        rows = segments.saved(session)
        named = named_by_staff(session)
        counts = segments.kept_counts(session)
    said = {one.id: words.sentence(one.segment, named) for one in rows}
    stale = {one.id for one in rows if _is_stale(one, counts.get(one.id))}
    return render_template(
        "segments/list.html", rows=rows, said=said, counts=counts, stale=stale, tab="segments"
    )


@needs("supervisor")
def count_segment(segment_id: int) -> ResponseReturnValue:
    """Count one segment, and keep the figure for the list."""
    now = desk().now()
    with desk().store.reading() as session:
        try:
            found = segments.get(session, segment_id)
        except NotFoundError:
            abort(404)
        sample = segments.count_and_sample(session, found.segment, now=now, sample=0)
    with desk().store.session() as session:
        segments.keep_count(session, found, sample.count, now=now)
    if not request.headers.get("HX-Request"):
        return redirect(url_for("console.segments"))
    kept = KeptCount(found.version, sample.count, now)
    return render_template("segments/_count.html", one=found, count=kept, is_stale=False)


@needs("supervisor")
def new_segment() -> ResponseReturnValue:
    """A segment that is not saved yet."""
    if request.method == "POST":
        return _post(None)
    return _page(forms.read(_typed(add="w")), None)


@needs("supervisor")
def segment(segment_id: int) -> ResponseReturnValue:
    """One segment in the builder, with its versions."""
    with desk().store.reading() as session:
        try:
            found = segments.get(session, segment_id)
        except NotFoundError:
            sentence = "没有这个人群，可能打错了地址。"
            page = render_template("error.html", title="没有找到", sentence=sentence, code=404)
            return page, 404
    if request.method == "POST":
        return _post(found)
    return _page(forms.written(found.segment), found)


@needs("supervisor")
def build_segment() -> ResponseReturnValue:
    """The builder anew after a change, with the count: nothing is saved."""
    return render_template("segments/_builder.html", built=built(forms.read(request.form)))


@needs("supervisor")
def drop_segment(segment_id: int) -> ResponseReturnValue:
    """Take it off the list; campaigns that use it keep it."""
    with desk().store.session() as session:
        segments.archive(session, segment_id, now=desk().now())
        audit.write(session, me().id, "segment", f"segment:{segment_id}", now=desk().now())
    flash("已从列表移走，用到它的活动不受影响")
    return redirect(url_for("console.segments"))


def _post(found: SavedSegment | None) -> ResponseReturnValue:
    builder = forms.read(request.form)
    if request.form.get("do", "save") != "save":
        return _page(builder, found)
    try:
        with desk().store.session() as session:
            kept = segments.save(
                session,
                request.form.get("name", ""),
                forms.document(builder),
                actor=actor(),
                now=desk().now(),
                segment_id=found.id if found else None,
                seen=request.form.get("seen", 0, type=int),
            )
            audit.write(session, me().id, "segment", f"segment:{kept.id}", now=desk().now())
    except FieldError as error:
        code = 409 if error.field == "version" else 422
        return _page(builder, found, error), code
    flash("已保存")
    return redirect(url_for("console.segment", segment_id=kept.id))


def _page(
    builder: forms.Builder, found: SavedSegment | None, error: FieldError | None = None
) -> str:
    with desk().store.reading() as session:
        versions = segments.versions(session, found.id) if found else []
        people = staff.actors(session)
        named = named_by_staff(session)
    said = [(one, words.sentence(segments.parse(one.document), named)) for one in versions]
    return render_template(
        "segments/edit.html",
        found=found,
        name=request.form.get("name", found.name if found else ""),
        versions=said,
        people=people,
        tab="segments",
        built=built(builder, error),
    )


def _is_stale(found: SavedSegment, count: KeptCount | None) -> bool:
    if count is None or count.version != found.version:
        return True
    return count.counted_at < desk().now() - FRESH


def _typed(*, add: str) -> forms.Form:
    return forms.Form({"do": f"add:{add}"})
