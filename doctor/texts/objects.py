"""What is the matter with slots, databases and topics, where two causes print one text."""

from doctor.texts.family import Family

# Sources: PostgreSQL 13 to 18, slot.c, aclchk.c and utility.c; Apache Kafka, KafkaProducer.
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
)
