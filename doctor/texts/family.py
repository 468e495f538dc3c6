"""A text that several causes bring about."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Family:
    """Texts, and what they leave open."""

    texts: tuple[str, ...]
    causes: tuple[str, ...]
    """The most likely first: by the reports that the causes were learnt from."""
    told_apart: str
    """What to look at, in words."""
    points_to: str = ""
    """The links of the chain, in words; empty: it is not the chain's roles and login that it is about."""
    of_the_chain: bool = True
    """False: texts of any connection, which are about the chain only where the line names no other software."""
