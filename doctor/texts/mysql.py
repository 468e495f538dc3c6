"""L23, L37 and L39: what Aurora MySQL says."""

from collections.abc import Mapping

# Sources: MySQL 8.0, errmsg (1227, 1236, 1381, 2059); go-mysql-org/go-mysql, canal; go-sql-driver/mysql, errors.go;
# MySQL Connector/J; PyMySQL; Debezium, MySqlConnector.
MYSQL: Mapping[str, tuple[str, ...]] = {
    "L23": (
        "Could not find first log file name in binary log index file",
        "master has purged binary logs",
        "master purged required binary logs",
        "source purged required binary logs",
        "You are not using binary logging",
        "binlog must ROW format, but <format> now",
        "binlog_row_image must be full",
        "The MySQL server is not configured to use a ROW binlog_format",
        "The MySQL server does not appear to be using a full row-level binlog",
        "is not available on the server... binlog",
        "bogus data in log event",
        "position is no longer in the binlog",
        "binlog probably contains events generated with statement or mixed based replication format",
        "trying to read change stream starting at MySqlOffsetContext",
        "trying to read binlog starting at",
        "Cannot read the binlog filename and position via SHOW MASTER STATUS",
        "The MySQL server is configured with binlog_row_image <image> rather than FULL",
    ),
    "L37": (
        "this user requires clear text authentication",
        "Authentication plugin mysql_clear_password cannot be loaded",
        "Authentication plugin mysql_clear_password reported error",
        "Authentication method mysql_clear_password not supported",
        "Server requests authentication using unknown authentication plugin: mysql_clear_password",
        "plugin mysql_clear_password",
        "Unable to load authentication plugin mysql_clear_password",
        "plugin is not supported: mysql_clear_password",
        "unknown auth plugin: mysql_clear_password",
        "unknown plugin mysql_clear_password",
        "Authentication method mysql_clear_password is not supported",
        "unsupported authentication method: mysql_clear_password",
        "Server requested authentication using mysql_clear_password",
        "MYSQL_CLEAR_PASSWORD_NOT_ENABLED",
    ),
    "L39": (
        "you need (at least one of) the REPLICATION SLAVE privilege",
        "you need (at least one of) the REPLICATION CLIENT privilege",
        "you need (at least one of) the SUPER, REPLICATION CLIENT privilege",
        "you need (at least one of) the SUPER, REPLICATION SLAVE privilege",
        "you need (at least one of) the RELOAD privilege",
        "you need (at least one of) the RELOAD or FLUSH_TABLES privilege",
        "you need (at least one of) the SUPER privilege",
        "you need (at least one of) the ... REPLICATION CLIENT privilege",
        "you need (at least one of) the ... REPLICATION SLAVE privilege",
        "you need (at least one of) the BINLOG MONITOR",
        "FLUSH TABLES WITH READ LOCK...: Access denied",
    ),
}
