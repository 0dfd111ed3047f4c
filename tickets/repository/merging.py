"""Queries on what a merged ticket hands over to the one that remains."""

from sqlalchemy import Table, delete, select, update

from messaging import models as messages
from store.statements import changed
from tickets import models
from tickets.repository import rows
from tickets.repository.mentions import mention
from tickets.repository.rows import Db, ticket

_draft = rows.table(models.Draft)
_outbox = rows.table(messages.Outbox)
_compensation = rows.table(models.Compensation)
_TO_COME = ("held", "queued")


def hand_over(session: Db, gone_id: int, into_id: int) -> None:
    """Promises, calls with @, drafts, messages to come and tickets merged before."""
    _move(session, _compensation, gone_id, into_id)
    session.execute(
        update(mention)
        .where(mention.c.ticket_id == gone_id, mention.c.seen_at.is_(None))
        .values(ticket_id=into_id)
    )
    to_come = (_outbox.c.ticket_id == gone_id, _outbox.c.state.in_(_TO_COME))
    session.execute(update(_outbox).where(*to_come).values(ticket_id=into_id))
    before = ticket.c.merged_into_id == gone_id
    session.execute(update(ticket).where(before).values(merged_into_id=into_id))
    _move_drafts(session, gone_id, into_id)


def order_and_phone(session: Db, ticket_id: int) -> tuple[str | None, str | None]:
    """What a ticket says of the order and of how to call."""
    query = select(ticket.c.order_no, ticket.c.phone).where(ticket.c.id == ticket_id)
    row = session.execute(query).one()
    return row[0], row[1]


def _move(session: Db, owned: Table, gone_id: int, into_id: int) -> None:
    mine = update(owned).where(owned.c.ticket_id == gone_id)
    session.execute(mine.values(ticket_id=into_id))


def _move_drafts(session: Db, gone_id: int, into_id: int) -> None:
    """Whoever writes on both finds the words of both in one box."""
    query = select(_draft).where(_draft.c.ticket_id == gone_id)
    for row in session.execute(query).all():
        both = _draft.c.text + "\n" + row.text
        here = (_draft.c.ticket_id == into_id, _draft.c.staff_id == row.staff_id)
        joined = {"text": both, "version": _draft.c.version + 1}
        if not changed(session, update(_draft).where(*here).values(**joined)):
            there = (_draft.c.ticket_id == gone_id, _draft.c.staff_id == row.staff_id)
            session.execute(update(_draft).where(*there).values(ticket_id=into_id))
    session.execute(delete(_draft).where(_draft.c.ticket_id == gone_id))
