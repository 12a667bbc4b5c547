"""The addresses of GeoReport as the description of all addresses for programs tells of them."""

from dataclasses import replace

from zerentian.exchange.rules.georeport import STATUSES
from zerentian.organization.rules.openapi import (
    JSON,
    MOMENT,
    TEXT,
    TRUTH,
    WHOLE,
    Operation,
    Schema,
    Taken,
    many,
    maybe,
    of,
    one_of,
)

WHERE = {"jurisdiction_id": Taken(said="乡镇代码 · the township's code; needed where there are several")}
SERVICE = of(
    dict.fromkeys(("service_code", "service_name", "description", "keywords", "group"), TEXT)
    | {"metadata": TRUTH, "type": one_of(("realtime", "batch", "blackbox"))}
)
ATTRIBUTE = of(
    dict.fromkeys(("code", "description"), TEXT)
    | {
        "variable": TRUTH,
        "datatype": one_of(("singlevaluelist", "string")),
        "required": TRUTH,
        "datatype_description": maybe(TEXT),
        "order": WHOLE,
        "values": many(of({"key": TEXT, "name": TEXT})),
    }
)
EMPTY = ("address", "address_id", "zipcode", "lat", "long", "media_url")
NOTES = ("status_notes", "service_name", "service_code", "description", "service_notice", *EMPTY)
STANDING = of(
    dict.fromkeys(NOTES, maybe(TEXT))
    | {
        "service_request_id": TEXT,
        "status": one_of(STATUSES),
        "agency_responsible": TEXT,
        "requested_datetime": MOMENT,
        "updated_datetime": MOMENT,
        "expected_datetime": maybe(MOMENT),
    }
)
ENDPOINT = of(dict.fromkeys(("specification", "url", "changeset", "type"), TEXT) | {"formats": many(TEXT)})
SENT = (
    "lat",
    "long",
    "address_string",
    "address_id",
    "description",
    "first_name",
    "last_name",
    "phone",
    "email",
)


def reads(summary: str, answer: Schema, *refusals: int, **query: Taken) -> Operation:
    """Return what an address of GeoReport tells to anybody."""
    return Operation(
        summary,
        answer,
        query=WHERE | query if 400 in refusals else query,
        refusals=refusals,
        refused=many(of({"code": WHOLE, "description": TEXT})),
        keyed=False,
        endings=("xml", "json"),
        kinds=(JSON, "text/xml"),
    )


LISTS = reads(
    "已公开的答复 · published answers",
    many(STANDING),
    400,
    404,
    **dict.fromkeys(("service_request_id", "service_code"), Taken()),
    **dict.fromkeys(("start_date", "end_date"), Taken(MOMENT)),
    status=Taken(one_of(STATUSES)),
)
RECEIVES = replace(
    LISTS,
    summary="替群众送一件诉求 · a concern, received as the account of the key",
    answer=many(of({"service_request_id": TEXT, "service_notice": TEXT, "account_id": maybe(TEXT)})),
    query={},
    sent=WHERE
    | {"api_key": Taken(needed=True), "service_code": Taken(needed=True)}
    | dict.fromkeys((*SENT, "media_url"), Taken()),
    kind="application/x-www-form-urlencoded",
    status=201,
    refusals=(400, 403, 404),
)
DISCOVERS = reads(
    "接口在哪里 · where the addresses are",
    of(dict.fromkeys(("changeset", "contact", "key_service"), TEXT) | {"endpoints": many(ENDPOINT)}),
    404,
)
OFFERS = reads("可以送的类别 · what may be told", many(SERVICE), 400, 404)
DEFINES = reads(
    "某一类别另外问什么 · what is asked besides",
    of({"service_code": TEXT, "attributes": many(ATTRIBUTE)}),
    400,
    404,
)
TELLS = reads("一件办得怎样 · how one request stands", many(STANDING), 404, **WHERE)
