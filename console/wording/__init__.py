"""What the console calls things, and how it says no."""

from console.wording.forms import (
    FILTERS,
    initials,
    mentions,
    thousands,
    tone,
    yuan,
)
from console.wording.histories import (
    activity,
)
from console.wording.names import (
    BRIEF_DEADLINES,
    CAUSES,
    CONSENT_CHANNELS,
    CONSENT_KINDS,
    ORDER_STATES,
    OUTCOMES,
    POINT_KINDS,
    PRESENCE,
    PRIORITIES,
    PRIORITY_TONES,
    REASONS,
    ROLES,
    SETTING_NAMES,
    SETTINGS,
    SETTINGS_ABOUT,
    SETTINGS_GROUPS,
    STATE_TONES,
    STATES,
    VARIABLES,
    VIEWS,
)
from console.wording.records import (
    AUDIT,
    AUDIT_FIELDS,
    EXPORT_COLUMNS,
)
from console.wording.refusals import (
    HTTP_ERRORS,
    refusal,
)
from console.wording.sendings import (
    MESSAGE_KINDS,
    OUTBOX,
    SEND_REASONS,
    send_reason,
)
from console.wording.subjects import (
    audited,
    audited_value,
)
from tickets.called import DEADLINES, KINDS

__all__ = [
    "AUDIT",
    "AUDIT_FIELDS",
    "BRIEF_DEADLINES",
    "CAUSES",
    "CONSENT_CHANNELS",
    "CONSENT_KINDS",
    "DEADLINES",
    "EXPORT_COLUMNS",
    "FILTERS",
    "HTTP_ERRORS",
    "KINDS",
    "MESSAGE_KINDS",
    "ORDER_STATES",
    "OUTBOX",
    "OUTCOMES",
    "POINT_KINDS",
    "PRESENCE",
    "PRIORITIES",
    "PRIORITY_TONES",
    "REASONS",
    "ROLES",
    "SEND_REASONS",
    "SETTINGS",
    "SETTINGS_ABOUT",
    "SETTINGS_GROUPS",
    "SETTING_NAMES",
    "STATES",
    "STATE_TONES",
    "VARIABLES",
    "VIEWS",
    "activity",
    "audited",
    "audited_value",
    "initials",
    "mentions",
    "refusal",
    "send_reason",
    "thousands",
    "tone",
    "yuan",
]
