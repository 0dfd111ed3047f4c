"""The one database: engine, transactions, clock, live events."""
