"""A conversation to take away: printed, as text, or as a table. Phones stay masked."""

from collections.abc import Iterator

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from console import dates, sheets, wording
from console.access import me, needs
from console.desk import desk
from console.phones import masked
from tickets import audit, customers, service, staff, thread
from tickets.thread import Entry
from tickets.values import TicketView

MOST = 5000
COLUMNS = ("时间", "谁", "类别", "内容", "状态")
_SIDES = {"customer": "顾客", "bot": "小助手", "push": "推送", "note": "备注", "activity": "动态"}


def register(console: Blueprint) -> None:
    console.add_url_rule("/tickets/<int:number>/transcript", view_func=transcript)
    console.add_url_rule("/tickets/<int:number>/transcript.<form>", view_func=transcript_file)


@needs("agent")
def transcript(number: int) -> ResponseReturnValue:
    """The conversation as a page to print; who took it is audited."""
    found, name, lines = _taken(number, "html")
    subject = masked(found.subject)
    return render_template(
        "inbox/transcript.html", ticket=found, subject=subject, name=name, lines=lines
    )


@needs("agent")
def transcript_file(number: int, form: str) -> ResponseReturnValue:
    """The conversation as text (txt) or as a table (csv, xlsx)."""
    if form not in {"txt", *sheets.FORMATS}:
        return "", 404
    found, name, lines = _taken(number, form)
    title = f"transcript-{found.number}"
    if form in sheets.FORMATS:
        return sheets.sheet(form, COLUMNS, lines, title)
    head = f"#{found.number} {masked(found.subject)}\n{name}\n\n"
    body = "\n".join(f"[{at}] {who}（{side}）{text}" for at, who, side, text, _ in lines)
    response = Response(head + body + "\n", mimetype="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{title}.txt"'
    return response


def _taken(number: int, form: str) -> tuple[TicketView, str, list[list[object]]]:
    """The ticket, the customer's name and the lines, with a note in the audit."""
    now = desk().now()
    with desk().store.session() as session:
        found = service.by_number(session, number)
        shown = thread.read(session, found.contact_id, limit=MOST)
        names = staff.actors(session)
        name = masked(customers.names(session, [found.contact_id])[found.contact_id])
        lines = [*_lines(shown.entries, names, name)]
        audit.write(
            session,
            me().id,
            "export_transcript",
            f"ticket:{found.id}",
            detail={"rows": len(lines), "form": form},
            address=request.remote_addr,
            now=now,
        )
    return found, name, lines


def _lines(
    entries: tuple[Entry, ...], names: dict[str, str], customer: str
) -> Iterator[list[object]]:
    for entry in entries:
        text = wording.activity(entry, names) if entry.side == "activity" else entry.text
        said = text or wording.MESSAGE_KINDS.get(entry.kind, "")
        if not said:
            continue
        who = customer if entry.author == "customer" else names.get(entry.author, "")
        side = "回复" if entry.side == "staff" else _SIDES.get(entry.side, "")
        state = wording.OUTBOX.get(entry.state, "") if entry.outbox_id else ""
        yield [dates.full(entry.at), who or _SIDES["bot"], side, masked(said), state]
