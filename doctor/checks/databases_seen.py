"""The database as the master sees it, for checks that are about no single pipeline."""

from doctor.facts.facts import DatabaseFacts, Facts, Unavailable

NOT_READ = Unavailable("the database was not read")


def databases_seen(facts: Facts) -> list[DatabaseFacts] | Unavailable:
    """What was seen for each pipeline; of several reasons why nothing was, the first."""
    seen = list(facts.databases.values())
    known = [database for database in seen if isinstance(database, DatabaseFacts)]
    return known or next((database for database in seen if isinstance(database, Unavailable)), NOT_READ)
