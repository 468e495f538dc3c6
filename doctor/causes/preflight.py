"""What would stop the first `pulumi up` in the middle: known before it, by `python -m doctor preflight`."""

from doctor.cause import Cause

PREFLIGHT = (
    Cause(
        id="F1",
        link=None,
        title="the engine version is not on offer",
        symptom="Expected: `pulumi up` stops at the cluster, as RDS cannot find the version.",
        why="RDS takes versions out of its offer, and a region may have a new one later than others.",
        detect="DescribeDBEngineVersions of the region does not list `database.engineVersion`.",
        fix="Set `database.engineVersion` to a listed version, best the newest minor one of the same major version.",
        source="RDS API reference, DescribeDBEngineVersions",
    ),
    Cause(
        id="F2",
        link=None,
        title="a quota leaves no room",
        symptom="Expected: `pulumi up` stops at a resource, as a quota or a limit is exceeded.",
        why="The account has as many clusters, instances, groups, roles or VPCs as its quota of the region allows.",
        detect="DescribeAccountAttributes of RDS, GetAccountSummary of IAM, GetServiceQuota and DescribeVpcs of VPC.",
        fix="Have the quota raised in Service Quotas, or take away what nobody needs; for VPCs use an existing one.",
        source="RDS API reference, AccountQuota; Service Quotas User Guide",
    ),
    Cause(
        id="F3",
        link=None,
        title="whoever deploys lacks rights",
        symptom="Expected: `pulumi up` stops in the middle, refused for want of a right, with half of the stack made.",
        why=(
            "The identity behind a profile has no policy that allows an action that the program needs, or one denies "
            "it, be it of the organization or a permissions boundary."
        ),
        detect=(
            "SimulatePrincipalPolicy for the actions of every resource type. An action that is allowed on some "
            "resources only is unknown and not a failure: which ones the stack gets is not known before."
        ),
        fix="Allow the named actions to the identity behind the profile, or deploy with another one.",
        source="IAM API reference, SimulatePrincipalPolicy; Service Authorization Reference",
    ),
    Cause(
        id="F4",
        link=None,
        title="Redpanda Cloud does not take the pipeline's configuration",
        symptom="Expected: `pulumi up` stops at the pipeline, or the pipeline does not start, with a lint error.",
        why="The cluster's version of Redpanda Connect does not know a field or a component of the configuration.",
        detect="The Data Plane API lints the configuration that the stack file leads to, and gives hints.",
        fix="Have Redpanda upgrade the cluster, or use a version of this program whose configuration it knows.",
        source="redpanda-data/console, dataplane/v1/pipeline.proto, LintPipelineConfig",
    ),
)
