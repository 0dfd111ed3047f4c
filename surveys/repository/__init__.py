"""The only queries of surveys."""
