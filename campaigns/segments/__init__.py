"""Segments: members described by conditions over current, indexed columns.

A segment is data, `{"match": "all", "conditions": [{"field": "stage", "is": "in", "value":
["at_risk"]}, …]}`. Nothing is materialised: whoever asks reads the store as it is.
"""

from campaigns.segments.definition import EVERYBODY, Condition, Segment, parse
from campaigns.segments.fields import FIELDS, Field
from campaigns.segments.kept import KeptCount, keep_count, kept_counts
from campaigns.segments.saved import SavedSegment, archive, get, save, saved, versions
from campaigns.segments.service import Sample, batch, batch_of_saved, contains, count_and_sample

__all__ = [
    "EVERYBODY",
    "FIELDS",
    "Condition",
    "Field",
    "KeptCount",
    "Sample",
    "SavedSegment",
    "Segment",
    "archive",
    "batch",
    "batch_of_saved",
    "contains",
    "count_and_sample",
    "get",
    "keep_count",
    "kept_counts",
    "parse",
    "save",
    "saved",
    "versions",
]
