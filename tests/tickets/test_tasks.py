"""Tasks that a campaign gives to staff: work for them, and nothing that the customer asked for."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from tests.tickets.people import Desk
from tickets import assignment, ending, escalation, figures, replies, service, sla, staff, work
from tickets.models import Ticket
from tickets.report_values import Span
from tickets.values import TicketView


def task(desk: Desk, contact: int) -> TicketView:
    with desk.session() as session:
        return service.open(
            session,
            contact_id=contact,
            kind="enquiry",
            subject="生日关怀",
            description="打电话祝生日快乐",
            source="campaign",
            category="birthday",
            now=desk.now,
        )


def test_a_task_runs_no_clock_whatever_happens(desk: Desk) -> None:
    contact, amy = desk.customer(), desk.colleague()
    made = task(desk, contact)
    with desk.session() as session:
        work.claim(session, made.id, amy.id, now=desk.now)
        work.change(session, made.id, amy.id, priority=1, now=desk.now)
        sla.recompute(session, now=desk.now)
        replies.reply(session, made.id, amy.id, "生日快乐", client_id="1", now=desk.now)
    desk.later(minutes=5)
    desk.attends(contact, "谢谢")
    with desk.session() as session:
        work.give_back(session, made.id, by="clock", reason="staff", now=desk.now)
        row = session.get_one(Ticket, made.id)
        dues = (row.first_due, row.next_due, row.resolve_due, row.due_at, row.running_since)
        assert dues == (None,) * 5
        assert escalation.sweep(session, now=desk.later(days=30)) == escalation.Swept(0, 0)


def test_a_customer_never_hears_of_a_task(desk: Desk) -> None:
    contact = desk.customer()
    made = task(desk, contact)

    assert (made.awaiting_since, made.last_customer_at, made.unread) == (None, None, 0)
    with desk.session() as session:
        assert service.latest_for_contact(session, contact) is None
        assert service.for_contact(session, contact) == []
        assert [one.id for one in service.everything_about(session, contact)] == [made.id]
        assert not service.has_open(session, contact)


def test_what_a_customer_says_is_no_answer_to_a_task_they_know_nothing_of(desk: Desk) -> None:
    contact = desk.customer()
    made = task(desk, contact)

    arrival = desk.attends(contact, "我的积分")

    assert arrival.bot_may_speak
    assert arrival.ticket_id is None
    assert (desk.get(made.id).unread, desk.get(made.id).awaiting_since) == (0, None)


def test_who_answers_a_colleague_that_wrote_first_waits_in_the_task(desk: Desk) -> None:
    contact, amy = desk.customer(), desk.colleague()
    made = task(desk, contact)
    with desk.session() as session:
        replies.reply(session, made.id, amy.id, "蛋糕给您送到家？", client_id="1", now=desk.now)
    desk.later(minutes=5)

    arrival = desk.attends(contact, "好的，送到家")

    assert arrival.ticket_id == made.id
    assert not arrival.bot_may_speak
    assert (desk.get(made.id).unread, desk.get(made.id).awaiting_since) == (1, desk.now)


def test_a_task_that_nobody_wrote_in_does_not_keep_the_customer_with_a_human(desk: Desk) -> None:
    contact, amy = desk.customer(), desk.colleague()
    task(desk, contact)
    complaint = desk.ticket(contact)
    with desk.session() as session:
        replies.reply(session, complaint.id, amy.id, "好了", client_id="1", now=desk.now)
        ending.resolve(
            session, complaint.id, amy.id, cause="product", outcome="solved", now=desk.now
        )

    assert desk.served_by(contact) == "bot"


def test_the_bot_serves_again_when_a_task_with_a_conversation_ends(desk: Desk) -> None:
    contact, amy = desk.customer(), desk.colleague()
    made, complaint = task(desk, contact), desk.ticket(contact)
    with desk.session() as session:
        replies.reply(session, made.id, amy.id, "生日快乐", client_id="1", now=desk.now)
        ending.resolve(session, made.id, amy.id, cause="other", outcome="solved", now=desk.now)
    assert desk.served_by(contact) == "human", "the complaint is still open"
    with desk.session() as session:
        ending.resolve(
            session, complaint.id, amy.id, cause="product", outcome="solved", now=desk.now
        )

    assert desk.served_by(contact) == "bot"


def test_a_customer_with_a_task_gets_a_ticket_of_their_own(desk: Desk) -> None:
    contact = desk.customer()
    made = task(desk, contact)
    complaint = desk.ticket(contact)

    assert complaint.id != made.id
    with desk.session() as session:
        assert service.latest_for_contact(session, contact) == complaint


def test_complaints_are_given_out_before_tasks_and_tasks_leave_room(desk: Desk) -> None:
    amy = desk.colleague()
    with desk.session() as session:
        staff.set_presence(session, amy.id, "online", now=desk.now)
    tasks = [task(desk, desk.customer(f"o-{number}")) for number in range(9)]
    complaint = desk.ticket(desk.customer("o-c"))

    with desk.session() as session:
        assignment.run(session, now=desk.now)

    assert desk.get(complaint.id).owner_id == amy.id
    assert [desk.get(one.id).owner_id for one in tasks] == [None] * 9, "whoever has time takes one"


def test_reports_count_what_customers_asked_for(desk: Desk) -> None:
    contact, amy = desk.customer(), desk.colleague()
    made = task(desk, contact)
    with desk.session() as session:
        replies.reply(session, made.id, amy.id, "生日快乐", client_id="1", now=desk.now)
        ending.resolve(session, made.id, amy.id, cause="other", outcome="solved", now=desk.now)
        day = desk.now.date()
        found = figures.report(
            session, Span(day - timedelta(days=1), day, ZoneInfo("Asia/Shanghai"))
        )

    assert sum(found.opened.values()) + sum(found.resolved.values()) == 0
    assert (found.first_response.count, found.backlog) == (0, 0)


def test_nobody_waits_in_a_task_that_opens_again(desk: Desk) -> None:
    made, amy = task(desk, desk.customer()), desk.colleague()
    with desk.session() as session:
        ending.resolve(session, made.id, amy.id, cause="other", outcome="solved", now=desk.now)
        again = ending.reopen(session, made.id, amy.id, now=desk.now)

    assert (again.state, again.awaiting_since, again.due_at) == ("open", None, None)
