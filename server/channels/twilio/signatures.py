"""Whether a callback comes from the carrier: signed with the account's secret."""

from typing import Any

from litestar import Request
from twilio.request_validator import RequestValidator

from server import forms, web
from server.errors import Refusal
from server.settings import Settings


def refuse_forged(
    request: Request[Any, Any, Any], settings: Settings, form: forms.Form, auth_token: str
) -> None:
    """Refuse a callback whose signature is not the carrier's.

    The signature covers the address as the carrier sees it, so behind a proxy the public origin
    counts and not what the proxy asks for.

    Args:
        request: The callback.
        settings: The public origin.
        form: The callback's fields.
        auth_token: The secret of the account at the carrier.

    Raises:
        Refusal: 403.
    """
    path = request.scope.get("raw_path") or request.url.path.encode()
    query = request.scope.get("query_string", b"")
    address = web.origin(request, settings) + path.decode("ascii").split("?")[0]
    if query:
        address += f"?{query.decode('ascii')}"
    sent = request.headers.get("x-twilio-signature", "")
    if not sent or not RequestValidator(auth_token).validate(address, form, sent):
        raise Refusal(403, "this is not signed by the carrier", "X-Twilio-Signature")
