"""One file per scheduled job."""
