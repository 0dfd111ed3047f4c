"""The conversation: a message in, an answer out."""
