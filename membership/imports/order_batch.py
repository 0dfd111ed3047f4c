"""A batch of orders posted together: the same effects as one by one, in far fewer statements.

Orders that are new, of a member without debt and not recommended by anybody, take the short way:
what they bring is worked out in memory by the rules that `orders.post` uses, and written table by
table. All others go through `orders.post`. A member's orders keep their order in the file.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from membership import aggregates, lifecycle, orders
from membership.errors import FieldError
from membership.imports import repository
from membership.imports.order_books import Ladder, MemberBooks, OrderPages
from membership.imports.order_rows import OrderRow
from membership.imports.outcomes import Outcomes
from membership.lifecycle import LifecycleContext
from membership.orders.checking import checked, joined
from membership.orders.planning import Terms, is_repeated
from membership.orders.posting import terms as read_terms


@dataclass(frozen=True, slots=True)
class Desk:
    """What is read once for a whole import."""

    terms: Terms
    context: LifecycleContext


@dataclass(slots=True)
class _Known:
    members: Mapping[str, Any]
    kept: Mapping[str, Any]
    accounts: Mapping[int, Any] = field(default_factory=dict)
    recommended: Collection[int] = ()


def desk(db: Session, *, now: datetime, timezone: Any) -> Desk:
    return Desk(read_terms(db, timezone=timezone), lifecycle.context(db, now=now))


def post_batch(db: Session, rows: Sequence[OrderRow], at: Desk, *, now: datetime) -> Outcomes:
    """Post the rows of a batch, none of which has the external number of another."""
    outcomes = Outcomes()
    known = _known(db, rows)
    by_member: dict[str, list[OrderRow]] = defaultdict(list)
    for row in rows:
        by_member[row.customer].append(row)
    quick: list[tuple[Any, list[OrderRow]]] = []
    for customer, own in by_member.items():
        member = known.members.get(customer)
        if member is None:
            for row in own:
                outcomes.refused[row.number] = FieldError(
                    "customer_external_id", "no_customer", customer
                )
        elif _is_plain(member, own, known):
            quick.append((member, own))
        else:
            _post_singly(db, member.id, own, known.kept, at, outcomes, now)
    _post_together(db, quick, at, outcomes, now)
    return outcomes


def _known(db: Session, rows: Sequence[OrderRow]) -> _Known:
    known = _Known(
        repository.buyers_by_external_id(db, {row.customer for row in rows}),
        repository.orders_by_external_id(db, {row.order.external_id for row in rows}),
    )
    members = [member.id for member in known.members.values()]
    known.accounts = repository.accounts_of(db, members)
    known.recommended = repository.recommended(db, members)
    return known


def _is_plain(member: Any, own: Sequence[OrderRow], known: _Known) -> bool:
    account = known.accounts.get(member.id)
    return (
        member.merged_into_id is None
        and account is not None
        and account.debt == 0
        and account.moved_to_id is None
        and member.id not in known.recommended
        and not any(row.order.external_id in known.kept for row in own)
    )


def _post_singly(
    db: Session,
    member_id: int,
    rows: Sequence[OrderRow],
    kept: Mapping[str, Any],
    at: Desk,
    outcomes: Outcomes,
    now: datetime,
) -> None:
    for row in rows:
        order = row.of_member(member_id)
        known = kept.get(order.external_id)
        if known is not None and _says_nothing_new(known, order, member_id, now):
            outcomes.done[row.number] = "same"
            continue

        def post(order: orders.OrderIn = order) -> str:
            try:
                posted = orders.post(db, order, now=now, timezone=at.terms.timezone, by=at.terms)
            except FieldError as error:
                raise error.by_number() from None
            if not posted.changed:
                return "same"
            return "created" if posted.before is None else "changed"

        outcomes.attempt(db, row.number, post)


def _says_nothing_new(kept: Any, order: orders.OrderIn, member_id: int, now: datetime) -> bool:
    try:
        return is_repeated(kept, joined(kept, checked(order, now=now), member_id, now=now))
    except FieldError:
        return False


def _post_together(
    db: Session,
    members: Sequence[tuple[Any, list[OrderRow]]],
    at: Desk,
    outcomes: Outcomes,
    now: datetime,
) -> None:
    pages, ladder = OrderPages(now), Ladder(at.terms.levels)
    for member, rows in members:
        books = MemberBooks(member, at.terms, ladder, now)
        for row in rows:
            try:
                pages.add(books.enter(row.of_member(member.id)))
            except FieldError as error:
                outcomes.refused[row.number] = error
            else:
                outcomes.done[row.number] = "created"
        pages.close(books)
    pages.write(db)
    aggregates.record(db, pages.steps, timezone=at.terms.timezone, now=now, context=at.context)
