"""A task for staff instead of a message: a ticket about a member, to call or write to them."""

from datetime import datetime

from sqlalchemy.orm import Session

from campaigns import variables
from campaigns.kind import Running
from campaigns.steps import Step
from campaigns.wording import Values
from tickets import counter, opening

CHANNEL = "task"
KIND = "enquiry"
SOURCE = "campaign"


def make(
    session: Session,
    running: Running,
    step: Step,
    member_id: int,
    values: Values,
    *,
    now: datetime,
) -> int:
    """Open a ticket whose description is the step's text, at the member's newest chat; one who
    has none is to be called.

    The ticket's category is the campaign's key, so that its tasks are found together.
    """
    ticket = opening.open(
        session,
        contact_id=counter.contact_for(session, member_id, now=now),
        member_id=member_id,
        kind=KIND,
        subject=running.document.name,
        description=variables.filled(step.text, values),
        source=SOURCE,
        category=running.view.key,
        now=now,
    )
    return ticket.id
