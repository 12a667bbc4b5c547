"""The code of conduct (行为准则): a published text in editions that stay for ever, acknowledged per edition and post.

Nothing is asked about how it is kept, and nothing is counted by person.
"""

from hashlib import sha256

from zerentian.ledger.rules.refusals import NotAllowed

MOST_SIGNS = 20_000


def check_text(text: str) -> str:
    """Return the text as it is published; NotAllowed for none, and for one nobody would read."""
    text = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if not text:
        raise NotAllowed("请写明准则正文", "write the text of the code")
    if len(text) > MOST_SIGNS:
        raise NotAllowed(f"正文超过{MOST_SIGNS}字，请精简", f"more than {MOST_SIGNS} signs: shorten it")
    return text


def digest(text: str) -> str:
    """Return the SHA-256 of the text's UTF-8 bytes, in hexadecimal: what is shown, published and acknowledged."""
    return sha256(text.encode()).hexdigest()
