"""Every Pulumi package the lab emulates, put together."""

from collections.abc import Callable
from functools import partial
from importlib.metadata import version

from lab.backends import (
    aws_provider,
    cloudwatch,
    ec2,
    ec2_associations,
    ec2_group_rules,
    ec2_nat_gateways,
    ec2_routes,
    ec2_security_groups,
    ec2_vpc_extras,
    ecs,
    ecs_services,
    eks,
    iam,
    iam_identities,
    iam_lookups,
    iam_users,
    kubernetes,
    lambda_functions,
    logs,
    postgresql,
    postgresql_grants,
    postgresql_provider,
    postgresql_schemas,
    ram,
    random,
    rds,
    rds_groups,
    rds_instances,
    rds_lookups,
    rds_proxies,
    rds_proxy_endpoints,
    redpanda,
    secretsmanager,
    secretsmanager_secrets,
    sns,
    vpc_peering,
)
from lab.backends.backend import Backend
from lab.backends.package import Function, Package
from lab.cloud.redpanda_store import RedpandaStore
from lab.paths import LabPaths

NO_FUNCTIONS: dict[str, Function] = {}


def lab_packages(paths: LabPaths, redpanda_services: Callable[[], redpanda.RedpandaServices]) -> dict[str, Package]:
    """The packages of one lab, by name; `redpanda_services` is asked for each Redpanda provider that is configured."""
    aws: dict[str, Backend[aws_provider.AwsProvider]] = {
        **cloudwatch.RESOURCES,
        **ec2.RESOURCES,
        **ec2_associations.RESOURCES,
        **ec2_group_rules.RESOURCES,
        **ec2_nat_gateways.RESOURCES,
        **ec2_routes.RESOURCES,
        **ec2_security_groups.RESOURCES,
        **ec2_vpc_extras.RESOURCES,
        **ecs.RESOURCES,
        **ecs_services.RESOURCES,
        **eks.RESOURCES,
        **iam.RESOURCES,
        **iam_identities.RESOURCES,
        **iam_users.RESOURCES,
        **lambda_functions.RESOURCES,
        **logs.RESOURCES,
        **ram.RESOURCES,
        **rds.RESOURCES,
        **rds_groups.RESOURCES,
        **rds_instances.RESOURCES,
        **rds_proxies.RESOURCES,
        **rds_proxy_endpoints.RESOURCES,
        **secretsmanager_secrets.RESOURCES,
        **sns.RESOURCES,
        **vpc_peering.RESOURCES,
    }
    return {
        "aws": Package(
            configure=partial(aws_provider.configure, paths),
            resource=aws.get,
            function={**iam_lookups.FUNCTIONS, **rds_lookups.FUNCTIONS, **secretsmanager.FUNCTIONS}.get,
            version=version("pulumi-aws"),
            named_first=True,
        ),
        "kubernetes": Package(
            configure=partial(kubernetes.configure, paths=paths),
            resource=kubernetes.RESOURCES.get,
            function=NO_FUNCTIONS.get,
            version=version("pulumi-kubernetes"),
            named_first=False,
        ),
        "postgresql": Package(
            configure=postgresql_provider.configure,
            resource={
                **postgresql.RESOURCES,
                **postgresql_grants.RESOURCES,
                **postgresql_schemas.RESOURCES,
            }.get,
            function=NO_FUNCTIONS.get,
            version=version("pulumi-postgresql"),
            named_first=True,
        ),
        "random": Package(
            configure=random.configure,
            resource=random.RESOURCES.get,
            function=NO_FUNCTIONS.get,
            version=version("pulumi-random"),
            named_first=False,
        ),
        "redpanda": Package(
            configure=partial(redpanda.configure, store=RedpandaStore(paths.redpanda), services=redpanda_services),
            resource=redpanda.RESOURCES.get,
            function=redpanda.FUNCTIONS.get,
            version=version("pulumi-redpanda"),
            named_first=False,
        ),
    }
