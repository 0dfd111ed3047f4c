"""The survey about a ticket, asked or answered by the menus of the ticket itself."""

from bot.turn import Answer, Turn
from handlers import survey
from surveys import answers, chat, invitations
from surveys.answers import Asked
from surveys.values import QUEUED, SHOWN


def about_ticket(turn: Turn, ticket_id: int) -> Asked | None:
    """The survey about this ticket that was or will be sent into the chat, without an answer."""
    for one in invitations.latest_of_contact(turn.session, turn.contact.id, unsent=True):
        if one.ticket_id == ticket_id and one.state in (QUEUED, SHOWN):
            return answers.asked(turn.session, one.id)
    return None


def ask_anew(turn: Turn, asked: Asked, lead: str) -> Answer:
    """The first question once more, in the middle of a talk."""
    question = asked.definition.questions[0]
    survey.open_at(turn, asked, question)
    return chat.ask(question, asked.invitation.language, lead)


def answer_for(turn: Turn, asked: Asked, score: int) -> Answer:
    """Keep a score that came by another menu."""
    question = asked.definition.questions[0]
    survey.open_at(turn, asked, question)
    return survey.go_on(turn, survey.record(turn, asked, question, score))
