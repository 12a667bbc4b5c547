"""Typical work: the best proved first, then by reach, one of each area first; or what the author names."""

from collections.abc import Iterator

from zerentian.ledger.models import Entry
from zerentian.reports.actions.prose import Teller, entries_mark, words
from zerentian.reports.rules.document import Paragraph, Run
from zerentian.reports.rules.outline import Slot
from zerentian.reports.rules.prose import counted

PROOF = {"verified": 0, "evidenced": 1}
PROOF_WORDS = {"verified": "，经他人核实", "evidenced": "，有佐证"}
VERIFIED = "经他人核实的主要有："
IN_PERSON = "personal.stated"
ACTS = {"deployed": "部署", "inquired": "过问", "handled": "处理"}


def typical(teller: Teller, slot: Slot) -> Iterator[Paragraph]:
    """Yield the work best proved: verified first, then with evidence, then by reach; one of each area first.

    ``pick`` names others in their order; the outline that says so is kept and sealed in its version. Where all of it is
    verified, that is said once.
    """
    chosen = _picked(teller, slot) or _best(teller, slot, int(slot.option("limit", "5")))
    verified = len(chosen) > 1 and all(entry.proof_state == "verified" for entry in chosen)
    if verified:
        yield Paragraph((Run(VERIFIED),))
    for number, entry in enumerate(chosen):
        proof = "" if verified else PROOF_WORDS.get(entry.proof_state, "")
        told = f"{counted(number, len(chosen))}{_told(teller, entry)}{proof}"
        yield Paragraph((Run(told), entries_mark([entry]), Run("。")))


def _told(teller: Teller, entry: Entry) -> str:
    """Return a deed in words: when, who, what, with how many; of the report's own unit nobody has to say who."""
    people = entry.fact.get("people")
    reach = f"，参加{people}人次" if isinstance(people, int) and people else ""
    what = words(teller.opened(entry))
    if entry.verb == IN_PERSON:
        act = ACTS[str(entry.fact["act"])]
        return f"{teller.day(entry.occurred_on)}，第一责任人亲自{what if what.startswith(act) else f'{act}：{what}'}"
    who = "" if entry.unit == teller.path else teller.name_at(entry.unit, entry.occurred_on)
    return f"{teller.day(entry.occurred_on)}，{who}{what}{reach}"


def _picked(teller: Teller, slot: Slot) -> list[Entry]:
    """Return the entries the author named, each in the version that stands, in the author's order."""
    wanted = [one for one in slot.option("pick").split(",") if one]
    if not wanted:
        return []
    found = {entry.subject: entry for entry in _behind(teller, slot) if entry.subject in wanted}
    return [found[one] for one in wanted if one in found]


def _best(teller: Teller, slot: Slot, limit: int) -> list[Entry]:
    """Return the entries that are best proved and reach furthest, none that says the same as another."""
    ranked = sorted(_behind(teller, slot), key=_rank)
    by_area: dict[object, Entry] = {}
    for entry in ranked:
        by_area.setdefault(entry.fact.get("area", entry.fact.get("act")), entry)
    first = list(by_area.values())
    chosen: dict[str, Entry] = {}
    teller.fetch([*first, *ranked[:limit]])
    for entry in [*first, *(entry for entry in ranked if entry not in first)]:
        if len(chosen) < limit:
            chosen.setdefault(teller.opened(entry), entry)
    return sorted(chosen.values(), key=lambda entry: (entry.occurred_on, entry.index or 0))


def _behind(teller: Teller, slot: Slot) -> list[Entry]:
    """Return the entries behind any of a placeholder's figures."""
    return [entry for code in slot.figures for entry in teller.behind(code)]


def _rank(entry: Entry) -> tuple[int, int, int]:
    """Return how early an entry is chosen: by proof, by reach, the newest first."""
    people = entry.fact.get("people")
    reach = people if isinstance(people, int) else 0
    return PROOF.get(entry.proof_state, 2), -reach, -entry.occurred_on.toordinal()
