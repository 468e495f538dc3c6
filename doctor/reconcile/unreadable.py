"""Why it cannot be told what a side holds."""


class Unreadable(Exception):
    """One of the two sides cannot be read; the message says which and why, without a value of a row."""
