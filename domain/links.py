"""The seven links of the chain, by number: what every part of the repository is about."""

from collections.abc import Mapping

LINKS: Mapping[int, str] = {
    1: "pod → pipeline role",
    2: "pipeline role may assume",
    3: "connect role lets it in",
    4: "may log in as the user",
    5: "token → login",
    6: "login → replication",
    7: "change → topic",
}
