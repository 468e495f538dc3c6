"""What a line names that is no part of the chain: a connection to that one is nobody's here."""

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
