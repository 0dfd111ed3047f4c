"""Dry runs that are counted to the end: in the background, kept, and shown while they grow."""

from campaigns.counting.service import Count, begin, go_on, is_idle, keep, latest, stop, unfinished

__all__ = ["Count", "begin", "go_on", "is_idle", "keep", "latest", "stop", "unfinished"]
