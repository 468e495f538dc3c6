"""Whom a line names: a connection to what is no part of the chain is nobody's here, one to brokers is theirs."""

import re

# Ports: IANA, Service Name and Transport Protocol Port Number Registry, and the software's own defaults.
PORTS = (587, 1433, 1521, 2181, 2375, 2379, 5672, 6379, 6443, 8500, 9042, 9200, 10250, 11211, 27017)
SERVERS = (
    r"(?:ssh: connect|npm ERR)",
    r"port (?:22|25|80)\b",
    r"redis\w*",
    r"mongo(?:db|serv\w*)?\b",
    r"(?:rabbitmq|amqp|elasticsearch|opensearch|memcached|zookeeper|smtp|ldap)\b",
    r"(?:registry-1\.)?docker\.io",
    r"(?:lookup|host|ENOTFOUND) (?:github\.com|quay\.io)",
    r"(?:ecr|s3|logs|sqs|sns|dynamodb|lambda|kms|ssm|secretsmanager)(?:[.-][a-z0-9-]+)?\.amazonaws\.com",
)
ELSEWHERE = re.compile(rf"\b(?:{'|'.join(SERVERS)})|:(?:{'|'.join(map(str, PORTS))})\b", re.IGNORECASE)

BROKERS = re.compile(r"kafka|\bbrokers?\b|bootstrap|:909\d\b|\bseed[-_]\d|redpanda\.com", re.IGNORECASE)
"""Who is dialled, where a line of any connection says it."""
OF_BROKERS = frozenset({"K20", "K21"})
"""They come first of several in a line that names brokers."""
