"""The table of policy rules in docs/policy.md, from the rules themselves."""

from policy.rule import DatedRule, Rule
from policy.rules import RULES

WAIVED = {None: "", "lab": "; not for stacks under `lab`", "allowDeletion": "; not for stacks under `allowDeletion`"}


def table() -> str:
    """A Markdown table: rule, what holds, what happens where it does not, source, default level and scope."""
    lines = ["| rule | what holds | else | source | level |", "|---|---|---|---|---|"]
    lines += [
        f"| `{rule.id}` | {rule.title} | {rule.why} | {rule.source} "
        f"| {rule.level}{WAIVED[rule.waiver]}{'' if isinstance(rule, Rule) else '; of the whole stack'}"
        f"{f'; limit {rule.limit_days} days' if isinstance(rule, DatedRule) else ''} |"
        for rule in RULES.values()
    ]
    return "\n".join(lines)
