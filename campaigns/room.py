"""How many messages the daily cap of a campaign still allows, by the day on which they leave."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from campaigns.repository import campaigns, deliveries
from campaigns.scene import Scene
from membership.business_time import day_of, start_of


class Room:
    """The room of one batch. Whoever asks for it holds the campaign until the commit, so that no
    other planner gives the same places away."""

    def __init__(self, session: Session, scene: Scene) -> None:
        self._session = session
        self._scene = scene
        self._cap = scene.running.document.limits.per_day
        self._left: dict[date, int] = {}

    def take(self, due: datetime) -> bool:
        """Take the place of one message that leaves at `due`; False when that day is full."""
        if self._cap is None:
            return True
        if not self._left:
            campaigns.hold(self._session, self._scene.running.view.id)
        day = day_of(due, self._scene.timezone)
        if day not in self._left:
            self._left[day] = left(self._session, self._scene, self._cap, day)
        self._left[day] -= 1
        return self._left[day] >= 0


def left(session: Session, scene: Scene, cap: int, day: date) -> int:
    """How many of the `cap` messages of a business day are not planned yet."""
    bounds = (start_of(day + timedelta(days=later), scene.timezone) for later in (0, 1))
    planned = deliveries.planned_between(session, scene.running.view.id, *bounds)
    return max(0, cap - planned)
