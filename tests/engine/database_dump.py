"""A database as a whole: who may do what in it, what is published, and how RDS describes it."""

ROLES = """
SELECT rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls,
    rolconnlimit, rolpassword
FROM pg_authid ORDER BY rolname
"""
MEMBERSHIPS = """
SELECT roleid::regrole::text, member::regrole::text, grantor::regrole::text, admin_option, inherit_option, set_option
FROM pg_auth_members ORDER BY 1, 2, 3
"""
# A first grant writes down what the owner has anyway, so rights are told as they hold and not as they are stored.
GRANTS = """
WITH owned (what, acl) AS (
    SELECT 'database ' || datname, coalesce(datacl, acldefault('d', datdba)) FROM pg_database
    UNION ALL SELECT 'schema ' || nspname, coalesce(nspacl, acldefault('n', nspowner)) FROM pg_namespace
    UNION ALL SELECT 'relation ' || oid::regclass::text,
        coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner)) FROM pg_class
    UNION ALL SELECT 'default ' || defaclrole::regrole::text || defaclobjtype::text, defaclacl FROM pg_default_acl
)
SELECT what, grantee::regrole::text, grantor::regrole::text, privilege_type, is_grantable
FROM owned, aclexplode(acl) ORDER BY 1, 2, 3, 4
"""
OWNERS = "SELECT oid::regclass::text, relowner::regrole::text FROM pg_class ORDER BY 1"
PUBLICATIONS = """
SELECT pubname, pubowner::regrole::text, pubviaroot, pubinsert, pubupdate, pubdelete, pubtruncate,
    prrelid::regclass::text
FROM pg_publication LEFT JOIN pg_publication_rel ON prpubid = pg_publication.oid ORDER BY 1, 8
"""
SLOTS = "SELECT slot_name, plugin, slot_type, database, temporary FROM pg_replication_slots ORDER BY 1"
PARAMETERS = "SELECT name, setting FROM pg_settings ORDER BY name"

TIMES = ("EarliestRestorableTime", "LatestRestorableTime")
"""What passes by itself."""


def dump(world):
    """All of it, by what it is."""
    questions = {
        "roles": ROLES,
        "memberships": MEMBERSHIPS,
        "grants": GRANTS,
        "owners": OWNERS,
        "publications": PUBLICATIONS,
        "slots": SLOTS,
        "parameters": PARAMETERS,
    }
    with world.database() as connection:
        answers = {name: connection.execute(question).fetchall() for name, question in questions.items()}
    return answers | _of_rds(world)


def _of_rds(world):
    account = world.account("database")
    rds = account.client("rds")
    clusters, instances = rds.describe_db_clusters()["DBClusters"], rds.describe_db_instances()["DBInstances"]
    groups = {cluster["DBClusterParameterGroup"] for cluster in clusters}
    own_groups = {group["DBParameterGroupName"] for instance in instances for group in instance["DBParameterGroups"]}
    return {
        "databases": [
            {name: value for name, value in database.items() if name not in TIMES}
            for database in (*clusters, *instances)
        ],
        "groups": [
            *(rds.describe_db_cluster_parameters(DBClusterParameterGroupName=name)["Parameters"] for name in groups),
            *(rds.describe_db_parameters(DBParameterGroupName=name)["Parameters"] for name in own_groups),
        ],
        "rules": account.client("ec2").describe_security_group_rules()["SecurityGroupRules"],
    }
