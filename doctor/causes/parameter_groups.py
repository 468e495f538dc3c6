"""The cluster parameter group that the cluster has."""

from doctor.cause import Cause

PARAMETER_GROUPS = (
    Cause(
        id="L31",
        link=6,
        title="the cluster has another parameter group than the stack's",
        symptom=(
            "As of L1 or L2, and setting the parameters in the stack's group changes nothing; or the change is "
            "refused, since a default group cannot be modified."
        ),
        why=(
            "A restore, a clone, an upgrade or a hand gave the cluster its engine's default group, or another one. The "
            "stack's group is right, and nobody uses it."
        ),
        detect=(
            "`DBClusterParameterGroup` of DescribeDBClusters is not the stack's group, and a parameter that the stack "
            "sets has another value in it. With the stack's own group the same values are L1 and L2."
        ),
        fix=(
            "`aws rds modify-db-cluster --db-cluster-identifier <cluster> --db-cluster-parameter-group-name <group> "
            "--apply-immediately`, wait, then reboot the writer: a newly associated group takes effect with a reboot. "
            "`pulumi up --refresh --run-program` associates it too, and does not reboot."
        ),
        source="RDS User Guide, Working with DB cluster parameter groups; RDS API reference, DescribeDBClusters",
    ),
)
