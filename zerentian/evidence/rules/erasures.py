"""Lawful erasure: the grounds the law gives, and who may decide."""

from zerentian.ledger.rules.refusals import NotAllowed

# 个人信息保护法 art. 47 para. 1 items 1 to 5: when personal information must be erased.
GROUNDS = ("pipl-47-1", "pipl-47-2", "pipl-47-3", "pipl-47-4", "pipl-47-5")


def check_ground(ground: str, reason: str) -> None:
    """Refuse a request without a known ground or without words for it."""
    if ground not in GROUNDS:
        raise NotAllowed("请选择删除的法定依据", "choose the legal ground of the erasure")
    if not reason.strip():
        raise NotAllowed("请写明为什么要删除", "say why the file must go")


def check_second_person(asked_by: int, decided_by: int) -> None:
    """Refuse a decision by the person who asked: erasing takes two."""
    if asked_by == decided_by:
        raise NotAllowed(
            "删除须由另一人批准，请交第一责任人办理", "another person must decide: pass it to the head"
        )
