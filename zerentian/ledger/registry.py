"""What the rooms declare: their verbs and figures, gathered when the program starts."""

from collections.abc import Iterable
from hashlib import sha256

from zerentian.ledger.rules.canonical import canonical_bytes
from zerentian.ledger.rules.figures import Figure
from zerentian.ledger.rules.sums import Balance, Split
from zerentian.ledger.rules.verbs import VERB, BrokenSchema, Post, Verb

VERBS: dict[str, Verb] = {}
FIGURES: dict[str, Figure] = {}
SPLITS: dict[tuple[str, ...], Split] = {}
BALANCES: dict[str, Balance] = {}


def register(
    verbs: Iterable[Verb] = (),
    figures: Iterable[Figure] = (),
    splits: Iterable[Split] = (),
    balances: Iterable[Balance] = (),
) -> None:
    """Declare a room's verbs and figures; a code that is taken by another declaration is a mistake."""
    for verb in verbs:
        if not VERB.match(verb.code) or VERBS.setdefault(verb.code, verb) != verb:
            raise BrokenSchema(f"the verb {verb.code} is malformed or declared twice")
    for figure in figures:
        if FIGURES.setdefault(figure.code, figure) != figure:
            raise BrokenSchema(f"the figure {figure.code} is declared twice")
    SPLITS.update({split.parts: split for split in splits})
    BALANCES.update({balance.stock: balance for balance in balances})
    named = {code for split in SPLITS.values() for code in (split.of, *split.parts)}
    named |= {code for balance in BALANCES.values() for code in balance.codes}
    if lacking := named - FIGURES.keys():
        raise BrokenSchema(f"no figure {', '.join(sorted(lacking))}: it stands in a split or a balance")


def verb_of(code: str) -> Verb:
    """Return a declared verb; BrokenSchema when no room declares it."""
    try:
        return VERBS[code]
    except KeyError:
        raise BrokenSchema(f"no room declares the verb {code}") from None


def posts_feeding(figure: Figure) -> list[tuple[str, Post]]:
    """Return (verb, post) of everything that feeds a figure, in the order of verbs' codes."""
    wanted = figure.components
    return [(code, post) for code in sorted(VERBS) for post in VERBS[code].posts if post.component in wanted]


def condition(figure: Figure) -> list[dict[str, object]]:
    """Return the posts that feed a figure as plain data, as they stand in a manifest."""
    return [{"verb": verb, **post.as_data()} for verb, post in posts_feeding(figure)]


def posts_digest() -> str:
    """Return the SHA-256 of what every verb adds up to: the journal of an instance is written by it."""
    posts = {code: [post.as_data() for post in VERBS[code].posts] for code in sorted(VERBS)}
    return sha256(canonical_bytes(posts)).hexdigest()


def definition_digest(figure: Figure) -> str:
    """Return the SHA-256 of a figure's definition together with what feeds it."""
    return figure.digest(condition(figure))
