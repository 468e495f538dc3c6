"""The way to the brokers, and what does not fit through."""

from doctor.cause import Cause

BROKERS = (
    Cause(
        id="K20",
        link=7,
        title="the brokers cannot be reached",
        symptom=(
            "`unable to dial: dial tcp <address>:9092: i/o timeout`, `All broker connections are down`, or `Bootstrap "
            "broker <broker> (id: <id> rack: <rack>) disconnected`."
        ),
        why=(
            "The brokers' name does not resolve here, their port is not open to where the pipeline runs, or they "
            "advertise names that only their own network knows."
        ),
        detect=(
            "`rpk cluster info -X brokers=<broker>:9092` from the same place. The first connection works and the next "
            "fails: the advertised names. A connection that is closed at once is K9, a refused login K4."
        ),
        fix=(
            "The seed brokers of the cluster's page, and a way to every broker: peering, PrivateLink or a rule for the "
            "pipeline's address. In Redpanda Cloud `${REDPANDA_BROKERS}`."
        ),
        source="twmb/franz-go, pkg/kgo; librdkafka, FAQ; Redpanda documentation, listeners",
    ),
    Cause(
        id="K21",
        link=7,
        title="the brokers' certificate is not trusted",
        symptom=(
            "`broker certificate could not be verified` from librdkafka, `unable to dial: tls: failed to verify "
            "certificate: x509: certificate signed by unknown authority` from Connect, "
            "`org.apache.kafka.common.errors.SslAuthenticationException` from Java."
        ),
        why=(
            "The brokers have a certificate of a private authority, or the name that is dialled is not in it. The RDS "
            "bundle is for the database alone."
        ),
        detect="`openssl s_client -connect <broker>:9092 -showcerts` shows issuer and names. The database's own is T2.",
        fix="The authority's PEM as `tls.root_cas` of the output, and a name that the certificate has.",
        source="redpanda-data/connect, output redpanda (tls); librdkafka, CONFIGURATION (ssl.ca.location)",
    ),
    Cause(
        id="K22",
        link=7,
        title="a record is too large for the topic",
        symptom="`MESSAGE_TOO_LARGE`, Kafka error 10, or `RecordTooLargeException` from Java.",
        why=(
            "A row with a large column, or a batch of many, is larger than the topic's `max.message.bytes` or the "
            "output's own limit. Retried for ever it holds up the stream (K13)."
        ),
        detect="The size in the text against `rpk topic describe <topic> -c`. One row, or every full batch.",
        fix=(
            "Raise `max.message.bytes` of both topics and `max_message_bytes` of the output, or make `batching.count` "
            "smaller; keep large columns out by a column list."
        ),
        source="Kafka protocol guide, error codes; redpanda-data/connect, output redpanda (max_message_bytes)",
    ),
)
