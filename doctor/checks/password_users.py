"""Link 5, from the other side: who logs in with a password has to go on doing so."""

from collections.abc import Iterator

from doctor.chain import logins
from doctor.checks.databases_seen import databases_seen
from doctor.checks.fix_commands import as_master
from doctor.facts.facts import AsksForToken, Facts, Unavailable
from doctor.finding import Finding, failed, passed, unknown
from domain.sql_names import written

LINK = 5


def check_master_needs_no_token(facts: Facts) -> Iterator[Finding]:
    """Whether the master still logs in with its password."""
    check = "master logs in with its password"
    master = facts.chain["database"]["master_username"]
    known, answers = databases_seen(facts), facts.databases.values()
    refused = any(isinstance(answer, AsksForToken) and answer.user == master for answer in answers)
    inherits = not isinstance(known, Unavailable) and any(database.master_needs_token for database in known)
    if refused or inherits:
        how = "its password is answered by PAM" if refused else "it inherits rds_iam"
        revoke = f"as another member of rds_superuser, or in a session of {master} that is still open"
        fix = f"{revoke}: REVOKE rds_iam FROM {master}; where a role between them carries it, from that role"
        saw = f"{master}: got a member of rds_iam ({how}), want none"
        yield failed(LINK, check, saw, cause="I10", fix=fix)
    elif isinstance(known, Unavailable):
        yield unknown(LINK, check, known.reason)
    else:
        yield passed(LINK, check, f"{master} does not inherit rds_iam")


def check_applications_need_no_token(facts: Facts) -> Iterator[Finding]:
    """I12: whether a user other than the pipelines' got rds_iam by way of another role.

    A user with a grant of its own is meant to log in by token, and is not judged.
    """
    check = "applications log in with their passwords"
    meant = {login["user"] for login in logins(facts.chain)}
    meant |= {facts.chain["database"]["master_username"], *(user["user"] for user in facts.chain.get("users", ()))}
    known = databases_seen(facts)
    if isinstance(known, Unavailable):
        yield unknown(LINK, check, known.reason)
        return
    granted = {user: role for database in known for user, role in database.token_users.items()}
    caught = {user: role for user, role in sorted(granted.items()) if user != role and user not in meant}
    if caught:
        saw = ", ".join(f"{user}: got rds_iam by way of {role}" for user, role in caught.items())
        revoke = [f"REVOKE rds_iam FROM {written(role)}" for role in dict.fromkeys(caught.values())]
        fix = f"{as_master(facts.chain, *revoke)}  # then GRANT rds_iam to each login role that is to use tokens"
        yield failed(LINK, check, f"{saw}, want it on login roles only", cause="I12", fix=fix)
    else:
        yield passed(LINK, check, "nobody else has rds_iam by way of another role")


CHECKS = (check_master_needs_no_token, check_applications_need_no_token)
