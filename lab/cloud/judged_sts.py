"""Stands before moto's STS, which gives anyone a session of any role, and lets through what the judge allows."""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from werkzeug.wrappers import Response

from lab.cloud.accounts import Accounts, SessionTags
from lab.cloud.sts_judge import StsJudge
from lab.cloud.sts_refusals import StsRefusal, unexplained
from lab.cloud.sts_request import read_request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_ACCESS_KEY_ID = re.compile(r"<AccessKeyId>([A-Z0-9]+)</AccessKeyId>")


class JudgedSts:
    """WSGI middleware: moto sees a request only after it was judged, and in the very form in which it was."""

    def __init__(self, sts: "WSGIApplication", accounts: Accounts, judge: StsJudge, log: Callable[[str], None]) -> None:
        self._sts = sts
        self._accounts = accounts
        self._judge = judge
        self._log = log

    def __call__(self, environment: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        try:
            request = read_request(environment)
            tags = self._judge.judge(request)
        except StsRefusal as refusal:
            return self._refuse(refusal)(environment, start_response)
        except Exception as error:  # noqa: BLE001 - what cannot be judged is refused
            return self._refuse(unexplained(repr(error)))(environment, start_response)
        response = Response.from_app(self._sts, request.environment(environment), buffered=True)
        self._remember(tags, response)
        return response(environment, start_response)

    def _refuse(self, refusal: StsRefusal) -> Response:
        self._log(f"sts: refused with {refusal.code}: {refusal}")
        return Response(refusal.to_xml(), status=refusal.status, content_type="text/xml")

    def _remember(self, tags: SessionTags, response: Response) -> None:
        issued = _ACCESS_KEY_ID.search(response.get_data(as_text=True))
        if issued and tags.values:
            self._accounts.tag_session(issued[1], tags)
