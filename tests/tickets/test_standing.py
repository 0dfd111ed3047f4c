"""Who has something serious open."""

from membership.models import Member
from messaging import contacts
from tests.tickets.people import Desk
from tickets import ending, replies, service, standing


def bound_member(desk: Desk, contact_id: int) -> int:
    with desk.session() as session:
        member = Member(joined_at=desk.now, created_at=desk.now, updated_at=desk.now)
        session.add(member)
        session.flush()
        contacts.bind(session, contact_id, member.id)
        return member.id


def test_a_member_with_a_complaint_counts_until_it_is_settled(desk: Desk) -> None:
    contact, other = desk.customer("o-1"), desk.customer("o-2")
    amy = desk.colleague()
    member, stranger = bound_member(desk, contact), bound_member(desk, other)
    ticket = desk.ticket(contact)
    with desk.session() as session:
        service.open(
            session, contact_id=other, kind="enquiry", description="几点开门", now=desk.now
        )

    with desk.store.reading() as session:
        assert standing.open_complaints(session, {member, stranger, 999}) == {member}

    with desk.session() as session:
        replies.reply(session, ticket.id, amy.id, "抱歉", client_id="1", now=desk.now)
        ending.resolve(session, ticket.id, amy.id, cause="product", outcome="solved", now=desk.now)
    with desk.store.reading() as session:
        assert standing.open_complaints(session, [member]) == set()


def test_a_chat_bound_after_its_complaint_counts_for_the_bound_member(desk: Desk) -> None:
    contact = desk.customer()
    desk.ticket(contact)
    member = bound_member(desk, contact)

    with desk.store.reading() as session:
        assert standing.open_complaints(session, [member]) == {member}
        assert standing.open_complaints(session, []) == set()
