"""A ticket that a colleague has ended, for the tests of what comes after."""

from tests.chat import Chat
from tests.tickets.people import PASSWORD, QUICK
from tickets import ending, replies, service, staff


def settle(
    chat: Chat,
    *,
    kind: str = "complaint",
    text: str = "杯子漏水",
    source: str = "chat",
    answered: bool = True,
    ended: bool = True,
) -> int:
    """Open a ticket of the chat's customer, let amy answer and end it; return its id."""
    chat.says("你好")
    now = chat.clock.now()
    with chat.store.session() as session:
        ticket = service.open(
            session, contact_id=1, kind=kind, description=text, source=source, now=now
        )
        known = staff.everyone(session)
        amy = (
            known[0]
            if known
            else staff.add(session, "amy", role="agent", password=PASSWORD, hasher=QUICK, now=now)
        )
        if answered:
            replies.reply(session, ticket.id, amy.id, "好的", client_id=str(ticket.id), now=now)
    if ended:
        chat.later(hours=1)
        with chat.store.session() as session:
            now = chat.clock.now()
            ending.resolve(session, ticket.id, amy.id, cause="a", outcome="b", now=now)
    return ticket.id


def tickets(chat: Chat) -> list[tuple[int, str, str, int]]:
    """Number, kind, state and how often it opened again, newest first."""
    with chat.session() as session:
        found = service.for_contact(session, 1)
        return [(one.number, one.kind, one.state, one.reopened) for one in found]
