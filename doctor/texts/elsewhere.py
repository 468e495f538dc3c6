"""Whom a line names: a connection to what is no part of the chain is nobody's here, one to brokers is theirs."""

import re

# Ports: IANA, Service Name and Transport Protocol Port Number Registry, and the software's own defaults.
PORTS = (
    *(587, 1433, 1521, 2181, 2375, 2379, 3000, 3100, 3128, 5000, 5672, 6379, 6443, 8080, 8500, 9042, 9100, 9200, 10250),
    *(11211, 27017, 50051),
)
SERVERS = (
    r"(?:ssh: (?:connect|Could not resolve)|npm ERR)",
    r"port (?:22|25|80|8080)\b",
    r"redis\w*",
    r"mongo(?:db|serv\w*)?\b",
    r"(?:rabbitmq|amqp|mqtt|elasticsearch|opensearch|memcached|zookeeper|smtp|ldap)\b",
    r"(?:registry-1\.)?docker\.io",
    r"(?:lookup|host|ENOTFOUND) (?:[a-z0-9-]+\.)*(?:github\.com|quay\.io)",
    r"(?:ecr|eks|s3|logs|sqs|sns|dynamodb|lambda|kms|ssm|secretsmanager)(?:[.-][a-z0-9-]+)?\.amazonaws\.com",
)
KAFKA = r"kafka|\bbrokers?\b|bootstrap|:909\d\b"
OURS = re.compile(rf"{KAFKA}|amazonaws\.com|redpanda|:(?:5432|3306)\b", re.IGNORECASE)
"""What a connection of the chain leads to."""
ELSEWHERE = re.compile(rf"\b(?:{'|'.join(SERVERS)})|:(?:{'|'.join(map(str, PORTS))})\b", re.IGNORECASE)
URL = re.compile(r"https?:\\?/\\?/|HTTPSConnectionPool\(", re.IGNORECASE)


def leads_elsewhere(line: str) -> bool:
    """Whether a line names a server that is no part of the chain, or a URL of nobody's in it."""
    return ELSEWHERE.search(line) is not None or (URL.search(line) is not None and OURS.search(line) is None)


OF_OTHERS = (
    "column <column> of relation <table> does not exist",
    "constraint <constraint> of relation <table> does not exist",
    "QueuePool limit of ... connection timed out, timeout",
    "SqlException...: Timeout expired",
    "worker_connections are not enough; too many connections",
    "GitLab: deletion not allowed",
    "lookup docker.redpanda.com...: no such host",
    "lookup ...: no such host (amqp)",
    "lookup ...mqtt...: no such host",
    "parse ...redis:...: invalid port ... after host",
    "parse ...http:...: net/url: invalid userinfo",
    "parse ...https:...: net/url: invalid userinfo",
    "https://...: tls: first record does not look like a TLS handshake",
    "http://...: tls: first record does not look like a TLS handshake",
)
"""Texts of other software that hold one of ours: what is within them says nothing."""

BROKERS = re.compile(rf"{KAFKA}|\bseed[-_]\d|redpanda\.com", re.IGNORECASE)
"""Who is dialled, where a line of any connection says it."""
OF_BROKERS = frozenset({"K20", "K21"})
"""They come first of several in a line that names brokers."""
