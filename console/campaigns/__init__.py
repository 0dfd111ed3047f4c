"""活动: written, counted, sent, and what they achieved."""
