"""The configuration of the lab's broker."""

from collections.abc import Mapping
from pathlib import Path

ADMIN = "admin"
MECHANISM = "SCRAM-SHA-256"


def server_properties(
    *, port: int, controller_port: int, data: Path, keystore: Path, truststore: Path, password: str
) -> Mapping[str, object]:
    """server.properties of one node that is broker and controller (Kafka documentation, "KRaft" and "Security")."""
    login_module = "org.apache.kafka.common.security"
    credentials = f'username="{ADMIN}" password="{password}"'
    return {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@127.0.0.1:{controller_port}",
        "listeners": f"CLIENTS://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}",
        "advertised.listeners": f"CLIENTS://127.0.0.1:{port}",
        "listener.security.protocol.map": "CLIENTS:SASL_SSL,CONTROLLER:SASL_SSL",
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "CLIENTS",
        "sasl.mechanism.inter.broker.protocol": MECHANISM,
        "listener.name.clients.sasl.enabled.mechanisms": "SCRAM-SHA-256,SCRAM-SHA-512",
        "listener.name.clients.scram-sha-256.sasl.jaas.config": (
            f"{login_module}.scram.ScramLoginModule required {credentials};"
        ),
        "listener.name.clients.scram-sha-512.sasl.jaas.config": f"{login_module}.scram.ScramLoginModule required;",
        # SCRAM users live in the metadata that this listener replicates, so it cannot use them (KIP-900).
        "sasl.mechanism.controller.protocol": "PLAIN",
        "listener.name.controller.sasl.enabled.mechanisms": "PLAIN",
        "listener.name.controller.plain.sasl.jaas.config": (
            f'{login_module}.plain.PlainLoginModule required {credentials} user_{ADMIN}="{password}";'
        ),
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": keystore,
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": truststore,
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": f"User:{ADMIN}",
        "allow.everyone.if.no.acl.found": "false",
        "auto.create.topics.enable": "false",
        "log.dirs": data,
        "offsets.topic.num.partitions": 1,
        "offsets.topic.replication.factor": 1,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "group.initial.rebalance.delay.ms": 0,
    }
