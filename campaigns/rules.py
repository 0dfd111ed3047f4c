"""The rules of campaigns by their keys, with what they mean; the console has the wording.

Rules of reach (`messaging.reach.values.RULES`) stand beside them in deliveries and explanations.
"""

from collections.abc import Mapping

NOT_ON = "not on"
OUT_OF_PERIOD = "outside its period"
NOT_DUE = "not due"
NOT_MEANT = "outside the audience"
ENTERED = "entered before"
HELD = "held out"
MERGED = "merged member"
RECOVERED = "recovered"
COMPLAINT = "open complaint"
DETRACTOR = "recent detractor"
OVER = "occasion over"
STEP_GONE = "step removed"
DAILY_CAP = "daily cap"
NO_WORDS = "no words"
NO_GIFT = "gift unavailable"
PAUSED = "campaign paused"
ENDED = "campaign ended"

RULES: Mapping[str, str] = {
    NOT_ON: "the campaign is not on",
    OUT_OF_PERIOD: "the campaign speaks on other days",
    NOT_DUE: "no occasion has come for them",
    NOT_MEANT: "the segment does not hold them",
    ENTERED: "they have been in this campaign, and may not enter again yet",
    HELD: "they are in a control group",
    MERGED: "the record was merged into another",
    RECOVERED: "they have come back since",
    COMPLAINT: "a complaint of theirs is still open",
    DETRACTOR: "they gave a bad score lately",
    OVER: "the occasion was over",
    STEP_GONE: "the step was taken out of the campaign",
    DAILY_CAP: "the campaign had sent as many messages as it may in a day",
    NO_WORDS: "the step has no words for any of the wished channels",
    NO_GIFT: "the gift cannot be had: used up, switched off, or had before",
    PAUSED: "the campaign was paused",
    ENDED: "the campaign was ended",
}

PASSING = frozenset({COMPLAINT, DETRACTOR})
"""Rules about a person that may pass while the occasion lasts."""
