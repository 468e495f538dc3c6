"""How STS says no: codes and texts as AWS's (STS API reference, "Common errors" and the errors of each action)."""

from http import HTTPStatus
from xml.sax.saxutils import escape

from domain.iam_evaluation import Principal


class StsRefusal(Exception):
    """What the caller reads and, in `reason`, what only the log says; neither holds a secret."""

    def __init__(self, code: str, status: HTTPStatus, message: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.status = status
        self.message = message

    def to_xml(self) -> bytes:
        """The body of the answer, in the shape of AWS's query protocol."""
        message = escape("".join(letter if letter.isprintable() else "?" for letter in self.message))
        return (
            '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
            f"<Error><Type>Sender</Type><Code>{self.code}</Code><Message>{message}</Message></Error>"
            "<RequestId>00000000-0000-0000-0000-000000000000</RequestId></ErrorResponse>"
        ).encode()


def access_denied(principal: Principal, action: str, role_arn: str, reason: str) -> StsRefusal:
    """The same text whatever the reason: AWS does not tell a caller which side refuses."""
    user = principal.session_arn or principal.arn
    text = f"User: {user} is not authorized to perform: {action} on resource: {role_arn}"
    return StsRefusal("AccessDenied", HTTPStatus.FORBIDDEN, text, f"{action} on {role_arn} by {user}: {reason}")


def web_identity_denied(reason: str) -> StsRefusal:
    """The token is good, the role does not let its bearer in."""
    text = "Not authorized to perform sts:AssumeRoleWithWebIdentity"
    return StsRefusal("AccessDenied", HTTPStatus.FORBIDDEN, text, reason)


def unexplained(reason: str) -> StsRefusal:
    """Something went wrong while judging."""
    return StsRefusal("AccessDenied", HTTPStatus.FORBIDDEN, "Access denied", reason)


def invalid(message: str) -> StsRefusal:
    """A parameter that STS does not take."""
    return StsRefusal("ValidationError", HTTPStatus.BAD_REQUEST, message, message)


def unsupported(what: str) -> StsRefusal:
    """Something AWS has and the lab has not: it would hand out credentials without the checks that belong to it."""
    return StsRefusal("InvalidAction", HTTPStatus.BAD_REQUEST, f"The lab's STS does not support {what}", what)


def unsigned() -> StsRefusal:
    """No signature in the Authorization header."""
    text = "Request is missing Authentication Token"
    return StsRefusal("MissingAuthenticationToken", HTTPStatus.FORBIDDEN, text, "no signature")


def unknown_credentials(access_key_id: str) -> StsRefusal:
    """The access key is unknown, inactive or expired, or the session token is not the one issued with it."""
    text = "The security token included in the request is invalid."
    reason = f"access key {access_key_id} is unknown, inactive or expired, or came with another session token"
    return StsRefusal("InvalidClientTokenId", HTTPStatus.FORBIDDEN, text, reason)


def bad_signature(reason: str) -> StsRefusal:
    """Not signed with the key's secret, or not all of it, or not now."""
    text = "The request signature we calculated does not match the signature you provided."
    return StsRefusal("SignatureDoesNotMatch", HTTPStatus.FORBIDDEN, text, reason)


def invalid_token(message: str, reason: str) -> StsRefusal:
    """A web identity token that is not good, or not for this account."""
    return StsRefusal("InvalidIdentityToken", HTTPStatus.BAD_REQUEST, message, reason)


def expired_token() -> StsRefusal:
    """A web identity token that was good once."""
    text = "Token expired: get a new token from the identity provider and retry the request"
    return StsRefusal("ExpiredTokenException", HTTPStatus.BAD_REQUEST, text, "web identity token has expired")
