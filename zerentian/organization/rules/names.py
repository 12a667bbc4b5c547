"""How long names are: what is longer is refused in words, wherever it comes from, on both engines alike."""

from zerentian.ledger.rules.refusals import NotAllowed
from zerentian.ledger.rules.words import Words

LONGEST_PERSON = LONGEST_AREA = 60
LONGEST_UNIT = LONGEST_POST = 80
LONGEST_HOLIDAY = 40


def too_long(name: str, most: int) -> Words | None:
    """Return what is wrong with a name that has more signs than are kept; None where it fits."""
    if len(name) <= most:
        return None
    return Words(
        f"名称不超过{most}字，这里有{len(name)}字", f"a name has {most} signs at most, not {len(name)}"
    )


def fitting(name: str, most: int) -> str:
    """Return a name without blanks around it; NotAllowed for one that has more signs than are kept."""
    name = name.strip()
    if wrong := too_long(name, most):
        raise NotAllowed(wrong)
    return name
