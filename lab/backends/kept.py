"""The lab's own records of one provider's lab."""

from lab.backends.aws_provider import AwsProvider
from lab.cloud.kept_resources import KeptResources
from lab.cloud.record_store import RecordStore


def kept(provider: AwsProvider) -> KeptResources:
    """What the lab keeps of every account."""
    return KeptResources(RecordStore(provider.paths.kept))
