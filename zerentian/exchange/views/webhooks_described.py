"""The messages that webhooks send, as the description of all addresses for programs tells of them."""

from zerentian.exchange.rules.webhooks import Kind
from zerentian.organization.rules.openapi import MOMENT, TEXT, Called, Schema, any_of, of, one_of

MOVED: Schema = of(
    {
        "type": TEXT,
        "timestamp": MOMENT,
        "data": any_of(
            of({"kind": one_of(Kind), "number": TEXT, "state": TEXT, "link": TEXT}),
            of({}),
        ),
    }
)
CALLED = Called(
    "有了进展时告知 · told when something has moved; a test has no data",
    {
        "webhook-id": "每条消息一个，重试时不变 · the same at every try: take each once",
        "webhook-timestamp": "秒 · seconds; refuse what is older than five minutes",
        "webhook-signature": "v1, 和 id.timestamp.body 的 HMAC-SHA-256 · Standard Webhooks 1.0",
    },
    MOVED,
)
