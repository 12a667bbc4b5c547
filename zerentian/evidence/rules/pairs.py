"""Pairs of files or texts that may have been used twice: who may decide on them, and what a decision needs."""

from datetime import date, datetime

from zerentian.ledger.rules.periods import local_day
from zerentian.ledger.rules.refusals import NotAllowed

SORTS = ["photo", "file", "time", "text"]
OUTCOMES = ["same", "other", "explained"]
# Who may say that a record holds may say so of what it rests on; either is enough.
DECIDING = ("deed.verify", "finding.verify")
# A photo taken less far from the stated day needs no look: work goes on for days, and some is written down later.
FAR_DAYS = 7


def check_reason(reason: str) -> str:
    """Return the reason of a decision, without blanks around it; NotAllowed when there is none."""
    if not reason.strip():
        raise NotAllowed(
            "请写明理由，别人据此能看懂这个认定", "say why, so that others can follow the decision"
        )
    return reason.strip()


def check_open(outcome: str) -> None:
    """Refuse a decision on a pair that was decided on; NotAllowed says what to do."""
    if outcome:
        raise NotAllowed(
            "这一对已经有了认定；认定有误的，先撤回再重新认定",
            "this pair was decided on: take that back first",
        )


def check_decided(outcome: str) -> None:
    """Refuse to take back what nobody has decided."""
    if not outcome:
        raise NotAllowed("这一对还没有认定，不用撤回", "nothing was decided on this pair yet")


def check_other_person(is_own: bool) -> None:
    """Refuse that somebody decides on a file they deposited, or on words they wrote."""
    if is_own:
        raise NotAllowed(
            "其中有您自己存入的文件或写的文字，请由另一位有核实权限的同事认定",
            "one of the two was deposited or written by you: somebody else who may verify decides",
        )


def check_as_read(seen: str, now: str) -> None:
    """Refuse a decision on two texts that say something else than was read; both are ``repeated.digest``."""
    if seen != now:
        raise NotAllowed(
            "您打开页面后，其中一段文字改过；请重新读一遍再认定",
            "one of the texts was changed after you opened the page: read both again, then decide",
        )


def common_path(paths: list[str]) -> str:
    """Return the path of the lowest unit at or above all of some units (paths of codes, ``990100/990101``)."""
    shared: list[str] = []
    for codes in zip(*(path.split("/") for path in paths), strict=False):
        if len(set(codes)) > 1:
            break
        shared.append(codes[0])
    return "/".join(shared)


def days_apart(taken: datetime | None, stated: date) -> int:
    """Return how many days a photo was taken from the stated day; 0 where that is near, or nobody knows when."""
    days = abs((local_day(taken) - stated).days) if taken else 0
    return days if days > FAR_DAYS else 0
