"""Tables of the desk."""

from store.live import LiveEvent
from tickets.models.incidents import Incident, IncidentAnswer, IncidentDelivery
from tickets.models.staff import (
    BusinessHours,
    ChatCode,
    LoginFailure,
    RecoveryCode,
    SlaTarget,
    Staff,
    Team,
    TeamStaff,
)
from tickets.models.tickets import (
    Attachment,
    Conversation,
    ConversationEvent,
    Mention,
    Ticket,
    TicketEvent,
    TicketLink,
    TicketResponse,
)
from tickets.models.work import (
    AuditEntry,
    CannedReply,
    Compensation,
    DeskSetting,
    Draft,
    SentPicture,
    Viewer,
)

__all__ = [
    "Attachment",
    "AuditEntry",
    "BusinessHours",
    "CannedReply",
    "ChatCode",
    "Compensation",
    "Conversation",
    "ConversationEvent",
    "DeskSetting",
    "Draft",
    "Incident",
    "IncidentAnswer",
    "IncidentDelivery",
    "LiveEvent",
    "LoginFailure",
    "Mention",
    "RecoveryCode",
    "SentPicture",
    "SlaTarget",
    "Staff",
    "Team",
    "TeamStaff",
    "Ticket",
    "TicketEvent",
    "TicketLink",
    "TicketResponse",
    "Viewer",
]
