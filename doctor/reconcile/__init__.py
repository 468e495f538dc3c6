"""Whether a topic holds what its tables hold: rows and records brought to one form, and compared key by key."""
