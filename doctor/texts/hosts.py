"""E7 to E17: what a host says that could not start a pipeline's container, or keep it."""

from collections.abc import Mapping

# Sources: Amazon ECS Developer Guide, "Stopped tasks error codes"; Kubernetes documentation,
# "Images"; kubernetes/kubernetes, pkg/kubelet/kuberuntime and serviceaccount admission; AWS re:Post, ECS services.
HOSTS: Mapping[str, tuple[str, ...]] = {
    "E7": (
        "Essential container in task exited",
        "OutOfMemoryError: Container killed due to memory usage",
        "CannotStartContainerError",
        "failed container health checks",
        "was unable to place a task because no container instance met all of its requirements",
        "OOMKilled",
    ),
    "E8": (
        "CannotPullContainerError",
        "CannotPullImageManifestError",
        "ErrImagePull",
        "ImagePullBackOff",
        "InvalidImageName",
        "Failed to pull image <image>",
        "Back-off pulling image <image>",
        "unable to pull secrets or registry auth: ... unable to retrieve ecr registry auth",
        "unable to pull registry auth from Amazon ECR",
        "You have reached your pull rate limit",
        "pull access denied for",
        "manifest unknown",
        "CannotPullECRContainerError",
        "is not authorized to perform: ecr:<action>",
    ),
    "E9": (
        "unable to retrieve secret from asm",
        "unable to retrieve secrets from ssm",
        "unable to get registry auth from asm",
        "unable to retrieve secrets from Secrets Manager",
        "retrieved secret from Secrets Manager did not contain json key",
    ),
    "E11": ("error looking up service account", 'serviceaccount "<name>" not found'),
    "E15": ("couldn't find key <key> in Secret", "CreateContainerConfigError"),
    "E16": (
        "failed to validate logger args",
        "cannot find the Amazon CloudWatch log group defined in the task definition",
        "failed to create Cloudwatch log stream",
    ),
    "E17": ("ECS was unable to assume the role <role> that was provided for this task",),
}
