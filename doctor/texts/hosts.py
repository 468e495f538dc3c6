"""E8 and E9: what a host says that could not start a pipeline's container."""

from collections.abc import Mapping

# Sources: Amazon ECS Developer Guide, "Stopped tasks error codes"; Kubernetes documentation, "Images".
HOSTS: Mapping[str, tuple[str, ...]] = {
    "E8": ("CannotPullContainerError", "CannotPullImageManifestError", "ErrImagePull", "ImagePullBackOff"),
    "E9": (
        "ResourceInitializationError: unable to pull secrets or registry auth",
        "unable to retrieve secret from asm",
    ),
}
