"""What is the matter with slots, databases, topics and secrets, where two causes or three print one text."""

from doctor.texts.family import Family

# Sources: PostgreSQL 13 to 18, slot.c, aclchk.c and utility.c; Apache Kafka, KafkaProducer and
# NetworkClient; librdkafka, rdkafka_ssl.c; redpanda-data/benthos, docs and config; Amazon ECS and Kubernetes, events.
OBJECTS = (
    Family(
        texts=("cannot execute <command> in a read-only transaction", "in a read-only transaction"),
        causes=("L6", "L34"),
        told_apart="it never worked: L6; it worked before: L34",
    ),
    Family(
        texts=('replication slot "<slot>" already exists',),
        causes=("L5", "L20"),
        told_apart="another start is at work (its name ends in _tmp, or it is active): L5; another plugin: L20",
    ),
    Family(
        texts=('permission denied for database "<database>"',),
        causes=("L7", "L36"),
        told_apart="on CREATE PUBLICATION: L7; at login: L36",
    ),
    Family(
        texts=("Topic <topic> not present in metadata after",),
        causes=("K7", "K20"),
        told_apart="other topics can be written: K7; none can: K20",
    ),
    Family(
        texts=("unable to write heartbeat message",),
        causes=("L11", "L34"),
        told_apart="what follows it tells: PAM authentication failed L11; a shutdown, a start or a lost connection L34",
    ),
    Family(
        texts=(
            "unable to infer <kind> type from candidates",
            "field <field> not recognised",
            "label collides with a previously defined label",
            "shutting down due to linter errors",
            "(<line>) field <field> is required",
        ),
        causes=("F4", "E12", "E7"),
        told_apart="what runs the pipeline tells: Redpanda Cloud F4; the operator in Kubernetes E12; a task of ECS E7",
    ),
    Family(
        texts=("ResourceInitializationError: unable to pull secrets or registry auth",),
        causes=("E9", "E8"),
        told_apart="what follows it tells: secrets, asm or ssm: E9; ECR or the registry: E8",
    ),
    Family(
        texts=('secret "<name>" not found', 'secrets "<name>" not found'),
        causes=("E15", "K10"),
        told_apart="in the events of a pod, or in a Pipeline's conditions: E15; from Redpanda Cloud: K10",
    ),
    Family(
        texts=("is not authorized to perform: secretsmanager:GetSecretValue", "Access to KMS is not allowed"),
        causes=("E9", "F3"),
        told_apart="of a task that does not start: E9; of whoever runs Pulumi: F3",
    ),
    Family(
        texts=(
            "unable to request metadata: EOF",
            "terminated during authentication. This may happen due to any of the following reasons",
            "SSL handshake failed: SSL syscall error",
            "SSL handshake failed: Disconnected",
        ),
        causes=("K9", "K4", "K20"),
        told_apart="TLS on one side alone: K9; no SASL, or of another kind: K4; else something in between cuts it: K20",
    ),
)
