"""Lawful erasure: the grounds the law gives, and who may decide."""

from collections.abc import Mapping
from dataclasses import dataclass

from zerentian.ledger.rules.refusals import NotAllowed

LAW = "《中华人民共和国个人信息保护法》第四十七条"


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground on which personal data must be erased: its code, the item of the article, and its gist."""

    code: str
    item: str
    label: str
    label_en: str


# 个人信息保护法 art. 47 para. 1: the handler erases on its own initiative, or at the request of the person.
GROUNDS: Mapping[str, Ground] = {
    ground.code: ground
    for ground in (
        Ground(
            "pipl-47-1", "（一）", "处理目的已实现、无法实现或不再必要", "purpose met, out of reach or gone"
        ),
        Ground("pipl-47-2", "（二）", "保存期限已届满或服务已停止", "time of keeping is over"),
        Ground("pipl-47-3", "（三）", "个人撤回同意", "consent was withdrawn"),
        Ground("pipl-47-4", "（四）", "违反法律法规或约定处理了个人信息", "handled against law or agreement"),
        Ground("pipl-47-5", "（五）", "法律、行政法规规定的其他情形", "another case named by law"),
    )
}


def check_ground(ground: str, reason: str) -> None:
    """Refuse a request without a known ground or without words for it."""
    if ground not in GROUNDS:
        raise NotAllowed("请选择删除的法定依据 · choose the legal ground of the erasure")
    if not reason.strip():
        raise NotAllowed("请写明为什么要删除 · say why the file must go")


def check_second_person(asked_by: int, decided_by: int) -> None:
    """Refuse a decision by the person who asked: erasing takes two."""
    if asked_by == decided_by:
        raise NotAllowed(
            "删除须由另一人批准，请交第一责任人办理 · another person must decide: pass it to the head"
        )
