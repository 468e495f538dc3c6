"""docs/watching.md: the table of alarms and the dashboard as text, both from the rules themselves."""

from domain import dashboard
from domain.alarm_thresholds import Thresholds
from domain.alarms import alarms
from domain.links import LINKS
from settings import AlarmSettings

WITHOUT_DATA = {"breaching": "on", "ignore": "stays as it is", "notBreaching": "off"}
WIDEST_LINK = max(len(title) for title in LINKS.values())


def table() -> str:
    """A Markdown table: link, alarm, when it is on, what it is without data, the page of its cause."""
    limits = Thresholds(**AlarmSettings().model_dump(exclude={"topic_arn"}))
    lines = ["| link | alarm | is on when | without data | cause |", "|---|---|---|---|---|"]
    lines += [
        f"| {alarm.link} | `{alarm.name}` | {alarm.says} | {WITHOUT_DATA[alarm.missing]} "
        f"| [{alarm.cause}](causes.md#{alarm.cause}) |"
        for alarm in alarms(limits)
    ]
    return "\n".join(lines)


def picture() -> str:
    """The dashboard from top to bottom, a line for each link: its graphs, or where to look instead."""
    lines = ["[ the states of all alarms ]"]
    for link, title in LINKS.items():
        graphs = " ".join(f"[ {graph.title} ]" for graph in dashboard.GRAPHS.get(link, ()))
        elsewhere = dashboard.READING[link].removeprefix("Not counted here: ").replace("`", "")
        lines.append(f"{link} {title:<{WIDEST_LINK}}  {graphs or elsewhere}")
    return "\n".join(["```", *lines, "```"])
