"""Business hours and SLA targets as supervisors keep them."""

from tickets.repository.hours import (
    DEFAULT_TARGETS,
    PRIORITY_FACTOR,
    SHOP_DAY,
    SHOP_HOURS,
    SHOP_TIMEZONE,
    HoursView,
    Target,
    all_hours,
    calendar_of,
    default_target,
    drop_hours,
    save_hours,
    set_target,
    target_of,
)

__all__ = [
    "DEFAULT_TARGETS",
    "PRIORITY_FACTOR",
    "SHOP_DAY",
    "SHOP_HOURS",
    "SHOP_TIMEZONE",
    "HoursView",
    "Target",
    "all_hours",
    "calendar_of",
    "default_target",
    "drop_hours",
    "save_hours",
    "set_target",
    "target_of",
]
