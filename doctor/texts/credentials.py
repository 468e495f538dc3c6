"""C1 to C4 and S1: who the caller is, and whether Redpanda's provider may log in."""

from collections.abc import Mapping

# Sources: botocore and aws-cli, exceptions; aws-sdk-go-v2, credentials and feature/ec2/imds; aws-sdk-java-v2; AWS SDK
# for JavaScript; STS API reference, "Errors"; EKS User Guide; Kubernetes, apimachinery's validation; terraform-
# provider-redpanda 2.1.0.
CREDENTIALS: Mapping[str, tuple[str, ...]] = {
    "C1": (
        "Unable to locate credentials",
        "no EC2 IMDS role found",
        "NoCredentialProviders: no valid providers in chain",
        "No valid credential sources found",
        "Unable to load credentials from any of the providers in the chain",
        "Unable to load AWS credentials from any provider in the chain",
        "Could not load credentials from any providers",
        "failed to refresh cached credentials, no EC2 IMDS role found",
        "failed to refresh cached credentials, static credentials are empty",
        "failed to refresh cached credentials, failed to load credentials",
        "The security token included in the request is invalid",
        "The AWS Access Key Id you provided does not exist in our records",
        "The request signature we calculated does not match the signature you provided",
        "InvalidClientTokenId",
        "SignatureDoesNotMatch",
        "The config profile (...) could not be found",
        "failed to get shared config profile",
        "The SSO session associated with this profile has expired",
        "Error loading SSO Token",
        "Token has expired and refresh failed",
        "the SSO session has expired or is invalid",
        "operation error ec2imds",
        "EC2MetadataError",
        "HTTP credential provider invalid endpoint host",
        "http://169.254.169.254/latest...: context deadline exceeded",
        "open /var/run/secrets/eks.amazonaws.com/serviceaccount/token: no such file or directory",
        "Partial credentials found in",
        "no valid credential sources",
        "unable to read file at /var/run/secrets/eks.amazonaws.com/serviceaccount/token",
        "http://169.254.170.23/v1/credentials",
        "http://169.254.170.2/v2/credentials",
        "botocore.exceptions.NoCredentialsError",
        "Error when retrieving credentials from",
    ),
    "C2": (
        "InvalidIdentityToken",
        "not authorized to perform: sts:AssumeRoleWithWebIdentity",
        "Not authorized to perform sts:AssumeRoleWithWebIdentity",
        "No OpenIDConnect provider found in your account for",
        "Incorrect token audience",
        "failed to retrieve jwt from provide source",
        "The web identity token that was passed is expired or is not valid",
        "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
        "Couldn't retrieve verification key from your identity provider",
        "EKS does not have permissions to assume the associated role",
        "Token expired: current date/time",
        "WebIdentityErr: failed to retrieve credentials",
    ),
    "C3": (
        "a lowercase RFC 1123 subdomain must consist of",
        "a lowercase RFC 1123 label must consist of",
    ),
    "C4": ("Client configuration missing",),
    "S1": ("AWS account ID not allowed", "allowed account id"),
}
