"""People who were asked, and what they answered, written straight into the tables."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from store.statements import Db, insert
from surveys import definitions
from surveys.defaults import CES, CSAT, NPS
from surveys.repository.rows import answer, invitation, response
from surveys.results.values import Span

NOON = datetime(2026, 3, 10, 4, tzinfo=UTC)
"""Noon of a Tuesday in Shanghai."""
SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
DOCUMENTS = {"nps": NPS, "csat": CSAT, "ces": CES, "form": {**NPS, "kind": "form"}}


def survey(session: Any, kind: str = "nps", key: str = "ours", **changes: Any) -> int:
    """A survey that is on; `changes` are laid over the default document of its kind."""
    document = {**DOCUMENTS[kind], **changes}
    return definitions.create(session, key, document, actor="test", now=NOON, active=True).id


class Asked:
    """Writes invitations of one survey, each to another subject."""

    def __init__(self, db: Db, survey_id: int) -> None:
        self.db = db
        self.survey_id = survey_id
        self._definition = definitions.get(db, survey_id).definition
        self._count = 0

    def one(
        self,
        score: int | None = None,
        comment: str | None = None,
        *,
        at: datetime = NOON,
        late: bool = False,
        reason: str | None = None,
        case_id: int | None = None,
        **more: Any,
    ) -> int:
        """Somebody who was shown it; without a score, who has not answered."""
        self._count += 1
        answered = score is not None or comment is not None
        row = {
            "survey_id": self.survey_id,
            "version": 1,
            "relation": self._definition.relation,
            "subject": f"member:{self._count}",
            "occasion": f"hand:{self.survey_id}",
            "origin": "sample",
            "wave": "2026-03",
            "member_id": self._count,
            "channel": "message",
            "language": "zh",
            "state": "finished" if answered else "shown",
            "planned_at": at,
            "due_at": at,
            "shown_at": at,
            **more,
        }
        invitation_id = insert(self.db, invitation, row)
        if answered:
            given = {
                "invitation_id": invitation_id,
                "survey_id": self.survey_id,
                "version": 1,
                "member_id": row["member_id"],
                "score": score,
                "band": self._definition.band(score),
                "comment": comment,
                "source": "chat",
                "late": late,
                "answered_at": at + timedelta(minutes=5),
                "case_id": case_id,
                "reason": reason,
            }
            insert(self.db, response, given)
        return invitation_id

    def many(self, scores: dict[int, int], *, silent: int = 0, **more: Any) -> None:
        for score, count in scores.items():
            for _ in range(count):
                self.one(score, **more)
        for _ in range(silent):
            self.one(**more)

    def chooses(
        self, invitation_id: int, question: str, *choices: str, kind: str = "multi"
    ) -> None:
        row = {"invitation_id": invitation_id, "question": question, "kind": kind}
        given = {"choices": list(choices), "answered_at": NOON, "late": False}
        insert(self.db, answer, {**row, **given})


def march(first: int = 1, last: int = 31) -> Span:
    start = datetime(2026, 3, 1, tzinfo=SHANGHAI).date()
    return Span(start.replace(day=first), start.replace(day=last), SHANGHAI)
