"""Errors that name who met them."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError

from lab.backends.backend import LabError


@contextmanager
def naming(subject: str) -> Iterator[None]:
    """Put `subject` before what a service refused; anything else is a fault of the lab and passes as it is."""
    try:
        yield
    except LabError as error:
        raise LabError(f"{subject}: {error}") from error
    except ClientError as error:
        refusal = error.response["Error"]
        raise LabError(f"{subject}: {refusal['Code']}: {refusal['Message']}") from error
