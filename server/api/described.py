"""The parameters and the answer of each action, as JSON Schema, for the OpenAPI description."""

from typing import Any, NamedTuple

from server.accounts.keys import SCOPES
from server.qualification import schemas
from widget.core import json_text, phone, wire

Schema = dict[str, Any]


class Parameter(NamedTuple):
    """One parameter of an action.

    Attributes:
        name: As it is sent.
        about: What it is, for people.
        schema: What is right; without one, any text.
        required: Whether the action is refused without it.
    """

    name: str
    about: str
    schema: Schema
    required: bool = False


class Described(NamedTuple):
    """What an action takes and answers.

    Attributes:
        about: What it does, in a sentence.
        parameters: All but `action`, `account_key` and `auth`.
        answer: The answer's own properties, beside `status`.
        optional: Those of them that need not be there.
        repeatable: The prefix of further parameters, "" for none.
    """

    about: str
    parameters: tuple[Parameter, ...]
    answer: dict[str, Schema]
    optional: tuple[str, ...] = ()
    repeatable: str = ""


_ANY: Schema = {"type": "string"}
_ID: Schema = {"type": "string", "pattern": "^[0-9A-Fa-f]{1,40}$"}
_NUMBER: Schema = {"type": "integer", "minimum": 1, "maximum": schemas.MAX_SERVICE}
_PHONE: Schema = {
    "type": "string",
    "minLength": phone.SHORTEST,
    "maxLength": phone.LONGEST,
    "pattern": "^[a-zA-Z0-9 ().+#,-]+$",
}
_JSON: Schema = {
    "type": "string",
    "contentMediaType": "application/json",
    "contentSchema": {"type": "object"},
}
_KIB = json_text.SIZE_LIMIT // 1024
_OBJECT = f"a JSON object of at most {_KIB} KiB and {json_text.DEPTH_LIMIT} levels"
_LANG: Schema = {"type": "string", "pattern": "^[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*$", "maxLength": 35}
TICKET_STATUS: Schema = {"type": "string", "enum": ["new", "processing", "finished"]}
_NAME = Parameter("name", "who to ask for; curated", _ANY)
_SERVICE = Parameter("service_id", "the number of one of the account's services", _NUMBER, True)
_SERVICE_NAME = Parameter("service_name", "its name as the caller shows it; curated", _ANY)
_KIOSK = Parameter("kiosk_id", "the number of the account's kiosk that it comes from", _NUMBER)
_NUMBER_TO_CALL = Parameter("phone_number", "the number to call; curated", _PHONE, True)
_PAYLOAD = Parameter("payload", f"the integrating system's own values, {_OBJECT}", _JSON)
_INTERACTION = Parameter(
    "interaction_id",
    "tells this submission from others; a repeat gets the first answer, and a refusal (409) where "
    "the first was a call of another action",
    _ID,
)
_CUSTOMER = Parameter("customer_id", "tells this customer from others", _ID)

RAISE_LEAD = Described(
    "Ask for a callback",
    (
        _NUMBER_TO_CALL,
        _SERVICE,
        _SERVICE_NAME,
        _NAME._replace(required=True),
        _KIOSK,
        _INTERACTION,
        _CUSTOMER,
        Parameter("country", "ISO 3166 alpha-2 of the number", {"pattern": "^[A-Za-z]{2}$"}),
        Parameter("langcode", "ISO 639-2 code of the form's language", _LANG),
        Parameter("additional_info", f"the form's other values, {_OBJECT}", _JSON),
        _PAYLOAD,
        Parameter("page_url", "the page that it was sent from", _ANY),
        Parameter(
            "validation_refusals",
            "how often the form has doubted the number",
            {"type": "integer", "minimum": 0, "maximum": 99},
        ),
        Parameter("consent", '"yes" to the kiosk\'s wording, or the wording that was shown', _ANY),
        Parameter(
            "seconds", "how long filling the form in took", {"type": "integer", "minimum": 0}
        ),
        Parameter("drawn", "the stamp of a form that the server drew", _ANY),
        Parameter("website", "a field that nobody sees; leave it empty", _ANY),
    ),
    {"ticket": {"type": "string", "pattern": "^[0-9a-f]{32}$"}, "ticket-status": TICKET_STATUS},
    repeatable=wire.EXTRA,
)
SEND_INTELLIGENCE = Described(
    "Tell what a visitor did",
    (
        _CUSTOMER._replace(required=True),
        Parameter(
            "events",
            'a JSON list of at most 50 of {"id", "event_type", "payload"}',
            {"type": "string", "contentMediaType": "application/json"},
            True,
        ),
    ),
    {"received": {"type": "integer", "minimum": 0}},
)
CREATE_PROFILE = Described(
    "Forget a visitor and give them a new id",
    (_CUSTOMER._replace(about="the id of old"),),
    {"customer_id": {"type": "string", "pattern": "^[0-9a-f]{40}$"}},
)
TOKEN_CREATE = Described(
    "Create a one-time consumable token",
    (
        Parameter("apikey", "an API key of the account's", _ANY, True),
        Parameter(
            "for_action", "the action to use it for", {"type": "string", "enum": [*SCOPES]}, True
        ),
    ),
    {"token": {"type": "string", "pattern": "^[0-9a-f]{64}$"}},
)
LEAD_SUBMIT = Described(
    "Submit a lead for clearance",
    (
        _NUMBER_TO_CALL,
        _SERVICE,
        _SERVICE_NAME,
        _NAME,
        Parameter("email", "their email address", {"type": "string", "maxLength": 254}),
        Parameter("location", "where they are; curated", _ANY),
        Parameter(
            "comments",
            "free text for the sales person who calls",
            {"type": "string", "maxLength": schemas.MAX_COMMENTS},
        ),
        Parameter(
            "langcode",
            "ISO 639-2 code of their language",
            {"type": "string", "pattern": f"^{schemas.LANGCODE}$"},
        ),
        Parameter(
            "nps",
            "Net Promoter Score",
            {"type": "integer", "minimum": 0, "maximum": schemas.MAX_NPS},
        ),
        _PAYLOAD,
        Parameter("custom_data", f"a customised data set, {_OBJECT}", _JSON),
        _CUSTOMER,
        _INTERACTION,
        _KIOSK,
        Parameter(
            "sharecontent_id",
            "the social sharing link that they came by",
            {"type": "string", "pattern": f"^{schemas.SHARECONTENT_ID}$"},
        ),
    ),
    {
        "validation_id": {"type": "integer", "minimum": 1},
        "out_of_working_hours": {"type": "boolean", "const": True},
        "skip_ivr_call_counter": {"type": "integer", "minimum": 1},
    },
    optional=("out_of_working_hours", "skip_ivr_call_counter"),
)
