"""From the pipeline to the topic: login, ACLs, topics, order of records."""

from doctor.cause import Cause

KAFKA = (
    Cause(
        id="K4",
        link=7,
        title="the Kafka user's login is refused",
        symptom="`SASL authentication failed` from the pipeline's output.",
        why=(
            "Creating a user whose name exists adopts it with its old password. A new `password_wo` without a new "
            "`password_wo_version` is not sent. Or the mechanism differs: the YAML writes `SCRAM-SHA-256`, the "
            "resource `scram-sha-256`."
        ),
        detect=(
            "A login with the password of the secret, by the mechanism of the YAML, and then by the other one. If it "
            "works here and not in the pipeline, the pipeline has an old secret (K3)."
        ),
        fix=(
            "One mechanism on both sides, and raise `password_wo_version` together with the secret's version: `pulumi "
            "up --replace '<urn of ...-password>'`."
        ),
        source="redpanda-data/terraform-provider-redpanda 2.1.0, resource user",
    ),
    Cause(
        id="K5",
        link=7,
        title="the user may not write to the topic",
        symptom="Expected text: `TOPIC_AUTHORIZATION_FAILED`, Kafka error 29.",
        why=(
            "An ACL for WRITE or DESCRIBE is missing, on the topic or on the dead-letter topic. The second shows only "
            "when the first record fails."
        ),
        detect=(
            "The ACLs of `User:<user>` against every topic the YAML's outputs name. Login works, so it is not K4; "
            "error 31 is K6."
        ),
        fix=(
            "Add ALLOW WRITE and ALLOW DESCRIBE, LITERAL, for `User:<user>` on both topics; `pulumi up --refresh "
            "--run-program`."
        ),
        source="redpanda-data/connect 4.106.0, output redpanda; Kafka protocol guide, error codes",
    ),
    Cause(
        id="K6",
        link=7,
        title="the user may write to no topic, and gets no producer's id",
        symptom="Expected text: `CLUSTER_AUTHORIZATION_FAILED`, Kafka error 31, when the producer asks for its id.",
        why=(
            "`idempotent_write` is on by default, and a broker gives a producer its id if the user may WRITE to any "
            "topic, or has IDEMPOTENT_WRITE on the cluster. With WRITE on one topic the second is not needed: its "
            "absence alone is no fault, and the pipeline writes."
        ),
        detect=(
            "No ACL allows the user WRITE on any topic, and none IDEMPOTENT_WRITE on CLUSTER `kafka-cluster`. One that "
            "may write elsewhere and not here is K5."
        ),
        fix=(
            "Give it WRITE and DESCRIBE on its topics (K5), which is enough. Brokers before Kafka 2.8 want "
            "IDEMPOTENT_WRITE on `kafka-cluster` besides."
        ),
        source="KIP-679 (Kafka 2.8 and 3.0); Redpanda source, server.cc (init_producer_id); tried on Kafka 3.9.1",
    ),
    Cause(
        id="K7",
        link=7,
        title="the topic does not exist",
        symptom="Expected text: `UNKNOWN_TOPIC_OR_PARTITION`, Kafka error 3.",
        why=(
            "The topic was deleted or never made, or the YAML writes to another name than the one that was created. A "
            "user without DESCRIBE may be told the same."
        ),
        detect=(
            "The topics of the cluster against the topics in the YAML, the dead-letter topic included. If the topic is "
            "there, look at the ACLs (K5)."
        ),
        fix=(
            "One variable for the name in topic, ACL and YAML; `pulumi up --refresh --run-program` makes a deleted "
            "topic again."
        ),
        source="redpanda-data/connect 4.106.0, output redpanda; Kafka protocol guide, error codes",
    ),
    Cause(
        id="K8",
        link=7,
        title="the output creates topics by itself",
        symptom="A topic with default partitions and retention appears, often under a misspelt name.",
        why=(
            "`allow_auto_topic_creation` is true by default: a wrong name becomes a new topic rather than an error, if "
            "the user may create."
        ),
        detect="An output of the YAML lacks `allow_auto_topic_creation: false`.",
        fix="`allow_auto_topic_creation: false` in every output, topics by the program, no CREATE in the ACLs.",
        source="redpanda-data/connect 4.106.0, output redpanda (allow_auto_topic_creation)",
    ),
    Cause(
        id="K9",
        link=7,
        title="the output and the brokers disagree on TLS",
        symptom="Expected text: `broker closed the connection immediately after a dial` from Connect.",
        why=(
            "Brokers of Redpanda Cloud listen with TLS only, and the output's `tls.enabled` is false by default. "
            "Brokers of your own without TLS are the other way round."
        ),
        detect="An output of the YAML lacks `tls.enabled: true`. A refused login would come after the handshake (K4).",
        fix=(
            "`tls: {enabled: true}` in every `redpanda` or `kafka_franz` output. In the input this key is an error "
            "(T5)."
        ),
        source="redpanda-data/connect 4.106.0, output redpanda (tls)",
    ),
    Cause(
        id="K12",
        link=7,
        title="changes of one row arrive out of order",
        symptom="An older version of a row overtakes a newer one in the topic.",
        why=(
            "Without a key the records of a row spread over partitions; with several batches in flight or several "
            "threads a retry overtakes. Raising the partition count moves keys too."
        ),
        detect=(
            "The YAML's output lacks `key`, or `max_in_flight` is above 1 (its default is 256), or the pipeline has "
            "more than one thread."
        ),
        fix="`key` = the primary key, `max_in_flight: 1`, `pipeline.threads: 1`.",
        source="redpanda-data/connect 4.106.0, output redpanda (key, max_in_flight)",
    ),
    Cause(
        id="K13",
        link=7,
        title="one bad record holds up the stream",
        symptom=(
            "The same error repeats for ever, nothing arrives after it, and the slot's lag grows while the slot is "
            "active."
        ),
        why=(
            "A record that cannot be processed or delivered is retried without end when errors are strict and there is "
            "nowhere else to put it; the slot, or the checkpoint of MySQL, waits for its acknowledgement."
        ),
        detect=(
            "The YAML has `error_handling.strict: true` or a bare output, and no `fallback` with a dead-letter topic. "
            "The metric `output_error` counts on."
        ),
        fix=(
            "`output: {fallback: [{reject_errored: {redpanda: ...}}, {redpanda: {topic: <dead-letter topic>}}]}`, with "
            "ACLs for both topics (K5)."
        ),
        source="redpanda-data/rp-connect-docs, error_handling",
    ),
    Cause(
        id="K16",
        link=7,
        title="snapshot rows lack metadata that is used",
        symptom="Snapshot records fail in a mapping or go to the dead-letter topic, and streamed ones are fine.",
        why=(
            "`@commit_ts_ms` and `@lsn` of PostgreSQL and `@binlog_position` of MySQL belong to the stream; rows of "
            "the snapshot have none of them."
        ),
        detect="The YAML uses one of them without an `.or(...)` or `.catch(...)`, and `stream_snapshot` is true.",
        fix="Give a fallback: `@commit_ts_ms.or(timestamp_unix_milli())`.",
        source="redpanda-data/connect 4.106.0, postgres_cdc and mysql_cdc (metadata)",
    ),
)
