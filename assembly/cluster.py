"""The database's cluster."""

from components.aurora_iam_cluster import AuroraIamClusterArgs
from components.network import Network
from settings import DatabaseSettings


def cluster_args(database: DatabaseSettings, network: Network, pipelines: int = 0) -> AuroraIamClusterArgs:
    """The cluster, sized for this many pipelines."""
    return AuroraIamClusterArgs(
        subnet_ids=network.subnet_ids,
        security_group_id=network.security_group_id,
        database_name=database.name,
        master_username=database.master_username,
        pipelines=pipelines,
        engine=database.engine,
        engine_version=database.engine_version,
        port=database.port,
        min_acu=database.min_acu,
        max_acu=database.max_acu,
        readers=database.readers,
        public=database.network.exposure == "public",
        deletion_protection=database.deletion_protection,
        backup_retention_days=database.backup_retention_days,
    )
