"""One property of the dev stack flipped at a time, and the one rule that has to notice."""

from tests.policy.dev_stack import GONE, named

CLUSTER, WRITER, GROUP, INGRESS = "cdc-cluster", "cdc-writer", "cdc-parameters", "cdc-from-203.0.113.24-32"
ROLE, LOGIN, PIPELINE = "cdc-role", "cdc-database-login", "orders-pipeline"
TRUST = ("assumeRolePolicy", "Statement", 0)
CONNECT = ("policy", "Statement", 0)
CDC = ("configYaml", "input", "postgres_cdc")
TOPIC = ("configYaml", "output", "fallback", 0, "reject_errored", "redpanda")
DEAD_LETTERS = ("configYaml", "output", "fallback", 1, "redpanda")

DSN = "postgres://cdc_orders@cdc-cluster.cluster-x.us-east-2.rds.amazonaws.com:5432/shop?sslmode=verify-full"
PROXY = DSN.replace(".cluster-", ".proxy-")
TWO_ROLES = [f"arn:aws:iam::111111111111:role/{name}" for name in ("first", "second")]
USER = "arn:aws:rds-db:us-east-2:222222222222:dbuser:cluster-ABC/cdc_orders"
READS = '{"Statement": {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}}'

IN_REDPANDA = ("orders-topic", "orders-topic-write", "orders-user", "orders-password-secret", PIPELINE)

MUTATIONS = [
    ("closed-to-the-world", INGRESS, ("cidrIpv4",), "0.0.0.0/0"),
    ("closed-to-the-world", INGRESS, ("cidrIpv4",), "128.0.0.0/1"),
    ("closed-to-the-world", INGRESS, ("cidrIpv6",), "::/0"),
    (
        "closed-to-the-world",
        "cdc-security-group",
        ("ingress",),
        [{"protocol": "tcp", "fromPort": 5432, "toPort": 5432, "cidrBlocks": ["0.0.0.0/0"]}],
    ),
    ("public-to-named-networks", INGRESS, ("prefixListId",), "pl-0a1b2c3d"),
    ("public-to-named-networks", INGRESS, ("ipProtocol",), "-1"),
    ("public-to-named-networks", INGRESS, ("cidrIpv4",), "52.0.0.0/8"),
    ("public-to-named-networks", INGRESS, ("cidrIpv6",), "2001:db8::/32"),
    ("public-to-named-networks", INGRESS, ("fromPort",), 0),
    ("public-to-named-networks", INGRESS, ("toPort",), 65535),
    ("public-or-private", WRITER, ("publiclyAccessible",), GONE),
    ("iam-login", CLUSTER, ("iamDatabaseAuthenticationEnabled",), False),
    ("iam-login", CLUSTER, ("iamDatabaseAuthenticationEnabled",), GONE),
    ("encrypted-storage", CLUSTER, ("storageEncrypted",), False),
    ("managed-master-password", CLUSTER, ("manageMasterUserPassword",), False),
    ("managed-master-password", CLUSTER, ("masterPassword",), "hunter2"),
    ("managed-master-password", CLUSTER, ("masterPasswordWo",), "hunter2"),
    ("deletion-protection", CLUSTER, ("deletionProtection",), False),
    ("final-snapshot", CLUSTER, ("skipFinalSnapshot",), True),
    ("final-snapshot", CLUSTER, ("finalSnapshotIdentifier",), GONE),
    ("never-pauses", CLUSTER, ("serverlessv2ScalingConfiguration", "minCapacity"), 0),
    ("forced-tls", CLUSTER, ("dbClusterParameterGroupName",), GONE),
    ("forced-tls", CLUSTER, ("dbClusterParameterGroupName",), "default.aurora-postgresql17"),
    ("forced-tls", GROUP, ("parameters", "rds.force_ssl", "value"), "0"),
    ("forced-tls", GROUP, ("parameters", "rds.force_ssl", "name"), "rds.force_tls"),
    ("replication-by-iam", GROUP, ("parameters", "rds.iam_auth_for_replication", "value"), "0"),
    ("replication-by-iam", GROUP, ("parameters", "rds.logical_replication"), GONE),
    ("enough-slots", GROUP, ("parameters", "max_replication_slots", "value"), "1"),
    ("enough-slots", GROUP, ("parameters", "max_wal_senders", "value"), "1"),
    ("trust-nobody-at-large", ROLE, (*TRUST, "Principal"), "*"),
    ("trust-nobody-at-large", ROLE, (*TRUST, "Principal", "AWS"), "arn:aws:iam::111111111111:role/*"),
    ("trust-narrowed-root", ROLE, (*TRUST, "Condition", "ArnEquals"), GONE),
    (
        "trust-narrowed-root",
        ROLE,
        (*TRUST, "Condition", "ArnEquals", "aws:PrincipalArn"),
        "arn:aws:iam::111111111111:role/*",
    ),
    (
        "trust-with-external-id",
        ROLE,
        (*TRUST, "Condition"),
        {"ArnEquals": {"aws:PrincipalArn": TWO_ROLES}},
    ),
    ("login-as-exact-users", LOGIN, (*CONNECT, "Resource"), USER.replace("cdc_orders", "*")),
    ("login-as-exact-users", LOGIN, (*CONNECT, "Resource"), USER.replace("cluster-ABC", "*")),
    ("login-as-exact-users", LOGIN, (*CONNECT, "Resource"), "*"),
    ("login-as-exact-users", LOGIN, (*CONNECT, "Resource"), USER.replace("cluster-ABC", "cdc-cluster")),
    ("login-without-condition", LOGIN, (*CONNECT, "Condition"), {"IpAddress": {"aws:SourceIp": "198.51.100.17/32"}}),
    ("shared-roles", ROLE, ("managedPolicyArns",), ["arn:aws:iam::aws:policy/ReadOnlyAccess"]),
    ("shared-roles", ROLE, ("inlinePolicies",), [{"name": "reads", "policy": READS}]),
    *(("redpanda-deletion", name, ("allowDeletion",), True) for name in IN_REDPANDA),
    ("pipeline-verified-tls", PIPELINE, ("configYaml",), "input: ["),
    ("pipeline-verified-tls", PIPELINE, (*CDC, "dsn"), DSN.replace("verify-full", "require")),
    ("pipeline-verified-tls", PIPELINE, (*CDC, "tls", "skip_cert_verify"), True),
    ("pipeline-verified-tls", PIPELINE, (*CDC, "tls", "root_cas"), GONE),
    ("pipeline-verified-tls", PIPELINE, (*TOPIC, "tls", "enabled"), False),
    ("pipeline-verified-tls", PIPELINE, (*DEAD_LETTERS, "tls", "skip_cert_verify"), True),
    ("pipeline-verified-tls", PIPELINE, (*TOPIC, "tls", "skip_cert_verify"), True),
    ("pipeline-verified-tls", PIPELINE, (*DEAD_LETTERS, "tls", "enabled"), GONE),
    ("pipeline-listed-roles", PIPELINE, (*CDC, "aws", "enabled"), False),
    ("pipeline-listed-roles", PIPELINE, (*CDC, "aws", "roles"), GONE),
    ("pipeline-listed-roles", PIPELINE, (*CDC, "aws", "roles", 0, "role"), ""),
    (
        "pipeline-signed-endpoint",
        PIPELINE,
        (*CDC, "aws", "endpoint"),
        DSN.split("@")[1].split(":")[0],
    ),
    ("pipeline-early-heartbeat", PIPELINE, (*CDC, "heartbeat_interval"), "1h"),
    ("pipeline-early-heartbeat", PIPELINE, (*CDC, "heartbeat_interval"), GONE),
    ("pipeline-permanent-slot", PIPELINE, (*CDC, "temporary_slot"), True),
    ("pipeline-permanent-slot", PIPELINE, (*CDC, "slot_name"), "Orders-Slot"),
    ("pipeline-without-secret", PIPELINE, (*CDC, "dsn"), DSN.replace("@", ":hunter2@")),
    ("pipeline-without-secret", PIPELINE, (*TOPIC, "sasl", 0, "password"), "hunter2"),
]
"""Rule, resource, path of the property, what stands there instead."""


def kind_and_path(mutation):
    """The type token and the path without positions and names of list members."""
    _, name, path, _ = mutation
    kind = named(name).kind
    if kind.endswith(":ClusterParameterGroup"):
        path = tuple(part for part in path if "." not in part and "max_" not in part)
    return kind, tuple(part for part in path if isinstance(part, str))
