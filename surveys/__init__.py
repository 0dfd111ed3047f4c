"""NPS, CSAT and CES, and what follows from an answer."""
