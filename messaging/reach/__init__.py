"""What may be sent to whom, by which channel: ledgers, limits, and the rules that forbid."""
