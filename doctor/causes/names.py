"""Names that are not there, not for this user, or not for anyone; and a role that is no superuser."""

from doctor.cause import Cause

NAMES = (
    Cause(
        id="L36",
        link=5,
        title="the database does not let the user in",
        symptom=(
            '`database "<database>" does not exist` (3D000), or `User does not have CONNECT privilege`, after the '
            "token was taken."
        ),
        why=(
            "The DSN names another database than the one that was made, or CONNECT was taken from PUBLIC and not given "
            "to the user. Without a database in the DSN the user's own name is tried."
        ),
        detect=(
            "`SELECT datname FROM pg_database;`, and `SELECT has_database_privilege('<user>', '<database>', "
            "'CONNECT');`. The login itself held: a refused token is I1 to I13."
        ),
        fix="Name the database of `database.name` in the DSN; `GRANT CONNECT ON DATABASE <database> TO <user>;`.",
        source="PostgreSQL source, postinit.c; PostgreSQL manual, 5.8 (privileges)",
    ),
    Cause(
        id="L40",
        link=6,
        title="a listed table is not there under that name",
        symptom='`relation "<schema>.<table>" does not exist` (42P01), or the same of a schema, at the start.',
        why=(
            "A name without quotes is read in lower case: a table that was made as `Orders` is not `orders`. Or the "
            "table is in another schema, or in another database than the DSN's."
        ),
        detect=(
            "`SELECT schemaname, tablename FROM pg_tables WHERE tablename ILIKE '<table>';` in the DSN's database. "
            "A table that is there and not in the publication is L7."
        ),
        fix=(
            "The name as it stands in pg_tables, in double quotes where it has upper case: `tables: ['\"Orders\"']`; "
            "in this program's stack file without them. The migration that makes the table goes before the pipeline."
        ),
        source="PostgreSQL manual, 4.1.1 (identifiers); redpanda-data/connect, pglogicalstream/sanitize",
    ),
    Cause(
        id="S7",
        link=None,
        title="a tool believes itself superuser",
        symptom=(
            "`permission denied for table pg_authid`, `must be superuser to alter superusers`, or `Only roles with the "
            "SUPERUSER attribute may ...`, from a migration, an infrastructure tool or another CDC tool."
        ),
        why=(
            "RDS and Aurora give nobody SUPERUSER; `rds_superuser` is a role with many of its rights. Whatever reads "
            "password hashes, sets attributes or publishes FOR ALL TABLES wants more."
        ),
        detect=(
            "The object is a catalog (`pg_...`) or the text names a superuser. A table of the application is L8, a "
            "publication L7, the right to replicate L3."
        ),
        fix=(
            "Tell the tool: `superuser = false` in the PostgreSQL provider; `GRANT rds_replication TO <user>` in place "
            "of REPLICATION; a publication FOR TABLE in place of FOR ALL TABLES."
        ),
        source=(
            "Aurora User Guide, Appendix.PostgreSQL.CommonDBATasks.Roles; hashicorp/terraform-provider-postgresql #64, "
            "#67, #77, #157; toluaina/pgsync #16"
        ),
    ),
    Cause(
        id="S8",
        link=None,
        title="a name is reserved",
        symptom=(
            '`role name "<name>" is reserved`, `unacceptable schema name "<name>"`, `cannot be used as it is a '
            "reserved word used by the engine`, or `INVALID_TOPIC_EXCEPTION` for a topic."
        ),
        why=(
            "PostgreSQL keeps `pg_...`, `public` and `none`, RDS `rds_...` and `rdsadmin`, and nobody may log in to "
            "`template0`. Kafka refuses the topics `.` and `..`; `_schemas`, `__consumer_offsets` and "
            "`__redpanda...` belong to the cluster."
        ),
        detect="The name in the text is one of these. A name that is merely taken is refused as `already exists`.",
        fix="Choose another name in the stack file; what is reserved is refused there before anything is made.",
        source=(
            "PostgreSQL manual, CREATE ROLE and CREATE SCHEMA; RDS API reference, CreateDBCluster; Apache Kafka, "
            "org.apache.kafka.common.internals.Topic; Redpanda documentation, kafka_nodelete_topics"
        ),
    ),
    Cause(
        id="S11",
        link=5,
        title="no token was sent",
        symptom=(
            "`empty password returned by client` (28P01) or `fe_sendauth: no password supplied`, where a token was "
            "to take the password's place."
        ),
        why=(
            "The client has IAM switched off, made its token for another connection only, or it is an unresolved "
            "variable. In Connect `aws.enabled` is false by default."
        ),
        detect=(
            "`aws: {enabled: true}` is missing in the pipeline's input, or the password of the DSN is empty. A token "
            "that was sent and refused reads `PAM` or `password authentication failed`."
        ),
        fix="`aws: {enabled: true, endpoint: <endpoint>:<port>, roles: [...]}` in the input; no password in the DSN.",
        source="PostgreSQL source, auth.c; libpq, fe-auth.c; dapr/components-contrib #3974",
    ),
    Cause(
        id="S13",
        link=None,
        title="the administrator has no right over a role",
        symptom=(
            '`must have admin option on role "<role>"` or `permission denied to grant role "<role>"`, and for owners '
            '`must be able to SET ROLE "<role>"`, when grants are applied.'
        ),
        why=(
            "From PostgreSQL 16 on CREATEROLE is no right over roles that another one made: it wants ADMIN OPTION, and "
            "to give an object to a role wants SET. On RDS `rds_superuser` has ADMIN on the `rds_...` roles alone."
        ),
        detect=(
            "`SELECT roleid::regrole, member::regrole, admin_option, set_option FROM pg_auth_members;` has no row of "
            "the administrator for the role. A table of another owner is L7."
        ),
        fix=(
            "Let the administrator make the role itself, or have `GRANT <role> TO <administrator> WITH ADMIN OPTION, "
            "SET TRUE;` run by whoever has it. Never of `rds_iam` (I10)."
        ),
        source=("PostgreSQL 16 release notes, CREATEROLE; cyrilgdn/terraform-provider-postgresql #293, #407, #483"),
    ),
    Cause(
        id="S14",
        link=None,
        title="two grants at one time",
        symptom="`tuple concurrently updated` (XX000) when grants are applied; another run succeeds.",
        why="Two sessions change the privileges of one object or role at once, and PostgreSQL lets one of them fail.",
        detect="The same statement succeeds alone. A failure each time is S13 or S7.",
        fix="`pulumi up` again; chain the grants of one object with `depends_on`.",
        source="cyrilgdn/terraform-provider-postgresql #178; pulumi/pulumi-postgresql #831",
    ),
)
