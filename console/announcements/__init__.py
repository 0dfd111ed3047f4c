"""公告: written, approved, sent and followed."""
