"""The operator of an account of the lab, as the operator's AWS profile leads there."""

from lab.backends import aws_provider
from lab.backends.aws_provider import AwsProvider
from lab.paths import LabPaths


def operator(paths: LabPaths, profile: str, region: str) -> AwsProvider:
    """An account as its operator sees it: `operator(...).client("iam")`."""
    return aws_provider.configure(paths, profile, {"profile": profile, "region": region})
