"""What an EKS cluster is to AWS before the program runs: an issuer that the application's account knows, and a pod.

Amazon EKS User Guide, "IAM roles for service accounts".
"""

from domain import kubernetes
from lab.cloud.byoc import write_pod_token
from lab.cloud.issuer import AUDIENCE, Issuer
from lab.cloud.operator import operator
from lab.lifecycle.stack_file import LabStack
from lab.paths import LabPaths


def make_eks_cluster(paths: LabPaths, stack: LabStack) -> None:
    """Register the lab's issuer, give the service account's pod its token."""
    application, asked = stack.accounts["application"], stack.section("kubernetes")
    issuer = Issuer(paths.issuer)
    iam = operator(paths, application["profile"], application["region"]).client("iam")
    iam.create_open_id_connect_provider(Url=issuer.url, ClientIDList=[AUDIENCE])
    write_pod_token(paths, issuer, kubernetes.subject(asked["namespace"], asked["serviceAccount"]))
