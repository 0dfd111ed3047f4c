"""What open pages hear without being loaded again."""
