"""The PostgreSQL server behind an emulated instance of RDS for PostgreSQL, which belongs to no cluster."""

from lab.backends.aurora_server import AuroraServer, FirstStart, values


class InstanceServer(AuroraServer):
    """Has its parameters in a DB parameter group, and its master's secret from the instance."""

    def _described(self) -> FirstStart:
        rds = self._provider.client("rds")
        (instance,) = rds.describe_db_instances(DBInstanceIdentifier=self._identifier)["DBInstances"]
        (group,) = instance["DBParameterGroups"]
        pages = rds.get_paginator("describe_db_parameters").paginate(DBParameterGroupName=group["DBParameterGroupName"])
        return FirstStart(
            database=instance["DBName"],
            secret_arn=instance["MasterUserSecret"]["SecretArn"],
            parameters=values(pages),
        )
