"""Volunteers (志愿服务): what is told before they sign up, and the certificate they may ask for.

志愿服务条例 art. 12: who seeks volunteers says truly and fully what it is about and what may happen; art. 17: where
a person may come to harm, they are insured beforehand; art. 19: whoever asks for it is given a certificate of their
service, truly and free of charge. Hours are kept for nobody who did not ask, and earn neither points nor a place.
"""

from dataclasses import dataclass
from datetime import date, datetime

from zerentian.community.rules.activities import Standing, State
from zerentian.ledger.rules.refusals import NotAllowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What volunteers are told: what they do, what is asked of them, which risks, who insures them (empty: nobody)."""

    task: str
    risks: str
    conditions: str = ""
    dangerous: bool = False
    insured_by: str = ""


def check_insured(dangerous: bool, insured_by: str) -> str:
    """Return who insures the volunteers; NotAllowed for nobody where they may come to harm (art. 17)."""
    if dangerous and not insured_by.strip():
        raise NotAllowed(
            "可能发生人身危险的，应先为志愿者购买人身意外伤害保险，请填写承保单位（《志愿服务条例》第十七条）",
            "where people may come to harm they are insured beforehand: say by whom (志愿服务条例 art. 17)",
        )
    return insured_by.strip()


def check_certified(state: str, standing: str, *, erased: bool, asked: bool) -> None:
    """Refuse a certificate nobody asked for, before the service was held, of who had no place or is forgotten."""
    if not asked:
        raise NotAllowed(
            "记录证明由志愿者本人要求才出具", "a certificate is given when the volunteer asks for it"
        )
    if state != State.HELD:
        raise NotAllowed("请先登记这次服务的举办情况", "record first that it was held")
    if standing != Standing.IN:
        raise NotAllowed("这份报名没有参加这次服务", "this party had no place")
    if erased:
        raise NotAllowed(
            "称呼和电话已按期删除，不能再出具",
            "name and telephone were erased by then: it can't be given any more",
        )


def check_minutes(minutes: int, begins: datetime, ends: datetime) -> int:
    """Return for how long somebody served; NotAllowed for none, and for longer than it lasted."""
    most = int((ends - begins).total_seconds() // 60)
    if not 1 <= minutes <= most:
        raise NotAllowed(f"服务时长须在1到{most}分钟之间", f"between 1 and {most} minutes")
    return minutes


def spoken(minutes: int) -> str:
    """Return a length of time as a certificate states it: ``2小时30分钟``."""
    hours, rest = divmod(minutes, 60)
    return "".join(part for part, is_said in ((f"{hours}小时", hours), (f"{rest}分钟", rest)) if is_said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What a certificate states: who served when and how long, for whom, and by which code it is looked up."""

    name: str
    day: date
    issuer: str
    title: str
    task: str
    minutes: int
    code: str
    issued_on: date


def certificate(served: Served) -> list[str]:
    """Return the lines of a certificate, its heading first, in Chinese as the paper is."""
    return [
        "志愿服务记录证明",
        f"兹证明{served.name}于{dated(served.day)}参加{served.issuer}组织的志愿服务“{served.title}”。",
        f"服务内容：{served.task}。",
        f"服务时长：{spoken(served.minutes)}。",
        "本证明由志愿者本人要求，依据志愿服务记录如实、无偿出具（《志愿服务条例》第十九条）。",
        f"查询码：{served.code}",
        "经办人（签名）：　　　　　　　",
        f"{served.issuer}（盖章）",
        dated(served.issued_on),
    ]


def dated(day: date) -> str:
    """Return a day as papers write it."""
    return f"{day.year}年{day.month}月{day.day}日"
