"""Policy variables (IAM User Guide, "IAM policy elements: Variables and tags")."""

import re
from dataclasses import dataclass

from domain.iam_patterns import Pattern, Wildcard, parse_pattern
from domain.iam_values import Facts, UnsupportedPolicyError

# A key holds no space, a default is quoted (Access Analyzer policy check reference, "Unsupported space in variable").
_VARIABLE = re.compile(r"\$\{(?:(?P<literal>[*?$])|(?P<key>[^\s,'${}*?]+)(?:,\s*'(?P<default>[^']*)')?)\}")


@dataclass(frozen=True, kw_only=True)
class Variable:
    """`${key}` or `${key, 'default'}`."""

    key: str
    default: str | None


@dataclass(frozen=True, kw_only=True)
class Template:
    """A pattern whose variables are filled in when a request is there."""

    text: str
    """As written in the policy."""
    parts: tuple[str | Wildcard | Variable, ...]

    def resolve(self, facts: Facts) -> Pattern | None:
        """The pattern for one request; None when a variable has no single value and no default.

        A variable's value is text: a `*` in it is no wildcard. None equals and resembles nothing ("Policy variables
        with no value").
        """
        pattern: list[str | Wildcard] = []
        for part in self.parts:
            if not isinstance(part, Variable):
                pattern.append(part)
                continue
            values = facts.get(part.key.lower(), ())
            value = values[0] if len(values) == 1 else part.default
            if value is None:
                return None
            pattern.extend(value)
        return pattern


def parse_template(text: str, *, variables: bool) -> Template:
    """Read a policy's text; `variables` is true where its Version and the element allow them.

    `${*}`, `${?}` and `${$}` stand for the character itself. Raises UnsupportedPolicyError for any other `${` that
    begins no well-formed variable.
    """
    if not variables:
        return Template(text=text, parts=tuple(parse_pattern(text)))
    parts: list[str | Wildcard | Variable] = []
    end = 0
    for found in _VARIABLE.finditer(text):
        parts += _plain(text[end : found.start()])
        parts.append(found["literal"] or Variable(key=found["key"], default=found["default"]))
        end = found.end()
    return Template(text=text, parts=(*parts, *_plain(text[end:])))


def _plain(text: str) -> Pattern:
    if "${" in text:
        raise UnsupportedPolicyError(f"got {text!r}, want a policy variable as ${{key}} or ${{key, 'default'}}")
    return parse_pattern(text)
