"""Faults of the cluster as RDS and EC2 know it: switches, parameters and ingress rules (links 5 and 6)."""

from typing import Any

from lab.faults.fault import Fault, FaultContext

CLOSED_PORT = 1
ANOTHER_CIDR = "198.51.100.99/32"


def stop_cluster(context: FaultContext) -> None:
    """N4: the cluster is stopped; sessions that are open stay so here."""
    context.remember("N4", None)
    context.database.client("rds").stop_db_cluster(DBClusterIdentifier=_cluster(context))


def start_cluster(context: FaultContext) -> None:
    """Undoes N4, unless somebody started the cluster already: RDS starts none that runs."""
    rds, cluster = context.database.client("rds"), _cluster(context)
    with context.recalled("N4"):
        if rds.describe_db_clusters(DBClusterIdentifier=cluster)["DBClusters"][0]["Status"] == "stopped":
            rds.start_db_cluster(DBClusterIdentifier=cluster)


def scale_to_zero(context: FaultContext) -> None:
    """S2: the cluster is told to pause when idle, which replication never lets it be."""
    rds = context.database.client("rds")
    cluster = rds.describe_db_clusters(DBClusterIdentifier=_cluster(context))["DBClusters"][0]
    scaling = cluster["ServerlessV2ScalingConfiguration"]
    context.remember("S2", scaling)
    _scale(context, {**scaling, "MinCapacity": 0})


def restore_scaling(context: FaultContext) -> None:
    """Undoes S2."""
    with context.recalled("S2") as scaling:
        _scale(context, scaling)


def parameter_fault(fault_id: str, title: str, parameter: str, apply_method: str) -> Fault:
    """A parameter of the cluster parameter group at 0; a real cluster sees a static one only after a reboot."""

    def set_to(context: FaultContext, value: str) -> None:
        context.database.client("rds").modify_db_cluster_parameter_group(
            DBClusterParameterGroupName=context.chain["database"]["parameter_group_name"],
            Parameters=[{"ParameterName": parameter, "ParameterValue": value, "ApplyMethod": apply_method}],
        )

    def breaks(context: FaultContext) -> None:
        context.remember(fault_id, None)
        set_to(context, "0")

    def mends(context: FaultContext) -> None:
        with context.recalled(fault_id):
            set_to(context, "1")

    return Fault(fault_id, title, breaks, mends)


def take_default_group(context: FaultContext) -> None:
    """L31: the cluster has its engine's default group; moto has none, which every account of AWS has."""
    rds, own = context.database.client("rds"), context.chain["database"]["parameter_group_name"]
    groups = rds.describe_db_cluster_parameter_groups(DBClusterParameterGroupName=own)["DBClusterParameterGroups"]
    family = groups[0]["DBParameterGroupFamily"]
    default = f"default.{family}"
    context.remember("L31", default)
    rds.create_db_cluster_parameter_group(
        DBClusterParameterGroupName=default, DBParameterGroupFamily=family, Description=default
    )
    _associate(context, default)


def take_own_group(context: FaultContext) -> None:
    """Undoes L31."""
    with context.recalled("L31") as default:
        _associate(context, context.chain["database"]["parameter_group_name"])
        context.database.client("rds").delete_db_cluster_parameter_group(DBClusterParameterGroupName=default)


def close_port(context: FaultContext) -> None:
    """N2: no rule is for the database's port any more."""
    rules = _ingress_rules(context)
    context.remember("N2", rules)
    _change_rules(context, [{**rule, "FromPort": CLOSED_PORT, "ToPort": CLOSED_PORT} for rule in rules])


def let_in_another_address(context: FaultContext) -> None:
    """N7: the rules are for an address that the Redpanda cluster does not have (any more)."""
    nat_cidrs = context.chain["redpanda"]["nat_cidrs"]
    rules = [rule for rule in _ingress_rules(context) if rule["CidrIpv4"] in nat_cidrs]
    context.remember("N7", rules)
    _change_rules(context, [{**rule, "CidrIpv4": ANOTHER_CIDR} for rule in rules])


def restore_rules(fault_id: str, context: FaultContext) -> None:
    """Undoes N2 or N7."""
    with context.recalled(fault_id) as rules:
        _change_rules(context, rules)


def _ingress_rules(context: FaultContext) -> list[dict[str, Any]]:
    group = context.chain["database"]["security_group_id"]
    answer = context.database.client("ec2").describe_security_group_rules(
        Filters=[{"Name": "group-id", "Values": [group]}]
    )
    kept = ("SecurityGroupRuleId", "IpProtocol", "FromPort", "ToPort", "CidrIpv4", "Description")
    return [
        {key: rule[key] for key in kept if key in rule} for rule in answer["SecurityGroupRules"] if not rule["IsEgress"]
    ]


def _change_rules(context: FaultContext, rules: list[dict[str, Any]]) -> None:
    """In place: each rule keeps the id that the stack knows it by."""
    context.database.client("ec2").modify_security_group_rules(
        GroupId=context.chain["database"]["security_group_id"],
        SecurityGroupRules=[
            {
                "SecurityGroupRuleId": rule["SecurityGroupRuleId"],
                "SecurityGroupRule": {key: value for key, value in rule.items() if key != "SecurityGroupRuleId"},
            }
            for rule in rules
        ],
    )


def _associate(context: FaultContext, group: str) -> None:
    context.database.client("rds").modify_db_cluster(
        DBClusterIdentifier=_cluster(context), DBClusterParameterGroupName=group, ApplyImmediately=True
    )


def _scale(context: FaultContext, scaling: dict[str, float]) -> None:
    context.database.client("rds").modify_db_cluster(
        DBClusterIdentifier=_cluster(context), ServerlessV2ScalingConfiguration=scaling, ApplyImmediately=True
    )


def _cluster(context: FaultContext) -> str:
    return str(context.chain["database"]["cluster_identifier"])


FAULTS = {
    fault.id: fault
    for fault in (
        Fault("N4", "the cluster is stopped", stop_cluster, start_cluster),
        Fault("S2", "the cluster is told to pause when idle", scale_to_zero, restore_scaling),
        parameter_fault("L1", "replication by token is off", "rds.iam_auth_for_replication", apply_method="immediate"),
        parameter_fault("L2", "logical replication is off", "rds.logical_replication", apply_method="pending-reboot"),
        Fault("L31", "the cluster has the default parameter group", take_default_group, take_own_group),
        Fault("N2", "nobody may reach the port", close_port, lambda context: restore_rules("N2", context)),
        Fault("N7", "another address is let in", let_in_another_address, lambda context: restore_rules("N7", context)),
    )
}
