"""The queries of campaigns, over indexed columns."""
