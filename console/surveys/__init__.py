"""问卷: written, sent, and their results."""
