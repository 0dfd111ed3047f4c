"""Pages that customers open, without a login."""
