"""K10 to K19: what Redpanda Connect and Redpanda's provider say of themselves."""

from collections.abc import Mapping

# Sources: redpanda-data/connect, internal/license and internal/impl/postgresql (control_signal.go,
# pglogicalstream/incremental_snapshot.go); redpanda-data/redpanda, enterprise features; redpanda-data/benthos, config;
# terraform-provider-redpanda, delete functions.
CONNECT: Mapping[str, tuple[str, ...]] = {
    "K10": ("required environment variables were not set",),
    "K18": (
        "this feature requires a valid Redpanda Enterprise Edition license",
        "this feature requires a valid enterprise license",
        "license expired on",
        "Failed to read Redpanda License",
        "failed to validate license",
        "failed to read license file",
        "failed to verify license signature",
        "Redpanda Enterprise feature(s) without a valid license",
        "Redpanda Enterprise feature without a valid license",
        "A Redpanda Enterprise Edition license is required",
        "requires a valid Redpanda Enterprise",
    ),
    "K19": (
        "signal row: rejected",
        "signal needs incremental_snapshot.enabled set to true",
        "payload lists no tables",
        "is not replicated, so a write during its backfill could not be deduplicated",
        "a snapshot signal naming one will be rejected",
        "cannot be backfilled because publication <publication> does not set publish_via_partition_root",
        "which the incremental snapshot cannot page by",
        "dropped table <table> from the queue, it can no longer be backfilled",
        "received but data-collections is empty",
        "received but data-collections ... matched no tables",
        "received but not a recognized action",
        "expected string for <table>.data column, got",
        "expected string data column, got",
        "validating signal table",
        "unmarshaling signal <table>.data",
    ),
}
