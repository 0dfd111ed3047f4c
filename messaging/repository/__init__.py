"""The only queries of messaging."""
