"""L7 to L18: the publication and the tables in it; a role that is no superuser."""

from collections.abc import Mapping

# Sources: PostgreSQL 13 to 18, aclchk.c, publicationcmds.c, execReplication.c, user.c, guc.c and event_trigger.c;
# redpanda-data/connect, internal/impl/postgresql/pglogicalstream; terraform-provider-postgresql; pgsync.
PUBLICATIONS: Mapping[str, tuple[str, ...]] = {
    "L7": (
        "must be owner of publication",
        "must be owner of table",
        "must be owner of relation",
        "failed to create publication: ... permission denied for database <database>",
        "failed to create publication: ... permission denied for schema <schema>",
    ),
    "L8": (
        "permission denied for table <table>",
        "permission denied for relation <table>",
        "permission denied for view <view>",
        "permission denied for schema <schema>",
    ),
    "L14": (
        'publication "<publication>" is defined as FOR ALL TABLES',
        "Tables cannot be added to or dropped from FOR ALL TABLES publications",
        "Tables cannot be added to or dropped from publication... is defined as FOR ALL TABLES",
        "Schemas cannot be added to or dropped from FOR ALL TABLES publications",
    ),
    "L18": (
        'cannot update table "<table>" because it does not have a replica identity and publishes updates',
        'cannot delete from table "<table>" because it does not have a replica identity and publishes deletes',
        "because it does not have a replica identity and publishes",
        "processing snapshot: ... no primary key found for table <table>",
        "unable to create snapshotter: ... no primary key found for table <table>",
    ),
    "L40": (
        'failed to create publication: ... relation "<table>" does not exist',
        'failed to add table to publication: ... relation "<table>" does not exist',
        'failed to create publication: ... schema "<schema>" does not exist',
        'relation "<table>" does not exist',
        'schema "<schema>" does not exist',
    ),
    "S7": (
        "permission denied for table pg_authid",
        "permission denied for relation pg_authid",
        "permission denied for table pg_shadow",
        "permission denied for view pg_shadow",
        "permission denied for relation pg_shadow",
        "permission denied for table pg_<catalog>",
        "permission denied for view pg_<catalog>",
        "permission denied for relation pg_<catalog>",
        "permission denied for function pg_<function>",
        "must be superuser to create FOR ALL TABLES publication",
        "must be superuser to create FOR TABLES IN SCHEMA publication",
        "must be superuser to add or set schemas",
        "must be superuser to alter superusers",
        "must be superuser to alter superuser",
        "must be superuser to alter replication users",
        "must be superuser to create superusers",
        "must be superuser to create replication users",
        "must be superuser to create bypassrls users",
        "must be superuser to change bypassrls attribute",
        "must be superuser to drop superusers",
        "must be superuser to set grantor",
        "must be superuser to create an event trigger",
        "permission denied to create event trigger",
        "permission denied to create extension <extension>... Must be superuser to create this extension",
        "Must be superuser to create this extension",
        "Only roles with the SUPERUSER attribute may",
        "permission denied to set parameter <parameter>",
        "is not a SUPERUSER",
        "You need to be a superuser to perform this action",
        "must be superuser to read files",
        "must be superuser or have privileges of pg_",
    ),
}
