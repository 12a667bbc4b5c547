"""Plays requests for information in the demo township: one given with its file and told to all, one completed and paid
for first, one refused and reviewed, one that is another organ's, one of what was never made."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO

from zerentian.community.actions import inquiries as acts
from zerentian.community.actions import notices
from zerentian.community.actions.inquiry_ends import ask_fee, fee_paid, record_challenge, record_ruling
from zerentian.community.actions.inquiry_public import tell_all
from zerentian.community.models import Inquiry, Notice
from zerentian.community.models.inquiries import Told
from zerentian.community.rules.fees import Measure
from zerentian.community.rules.inquiries import Applicant, Channel, Outcome
from zerentian.community.rules.remedies import Ruling, Way
from zerentian.evidence.actions import receive
from zerentian.ledger.rules.periods import local_day
from zerentian.organization.models import Account
from zerentian.web.demo.founding import BEGIN, Story, at

TOWNSHIP = "990101"
COUNTER = "乡便民服务中心信息公开窗口（示例县云岭乡正街20号，电话0000-8800110），凭查询码领取。"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One request: on which day of the story, what is asked by which way, its answer after how many days."""

    day: int
    title: str
    text: str
    channel: Channel
    applicant: Applicant
    outcome: Outcome
    answer: str = ""
    where: str = ""
    reason: str = ""
    missing: str = ""
    told: str = ""
    file: str = ""
    pages: int = 0
    reviewed: bool = False
    after: int = 13


WANTED = (
    Wanted(
        168,
        "2025年云岭乡耕地地力保护补贴发放标准",
        "想了解2025年补贴每亩标准、各村发放总面积和总金额。",
        Channel.ONLINE,
        Applicant.PERSON,
        Outcome.GIVEN,
        "2025年补贴标准为每亩105元，12个村合计发放面积18400亩、金额193.2万元，各村数可在窗口查阅发放表。",
        COUNTER,
        told="2025年耕地地力保护补贴发放情况",
        file="2025年耕地地力保护补贴汇总（示例）.txt",
    ),
    Wanted(
        286,
        "石桥村通村公路养护合同",
        "石桥村公路养护的合同。",
        Channel.POST,
        Applicant.BUSINESS,
        Outcome.PART,
        "提供合同文本，其中养护单位的报价明细不予公开。",
        COUNTER,
        "报价明细属于商业秘密，养护单位不同意公开，且不公开不会对公共利益造成重大影响（第十五条）。",
        missing="请写明是哪一年、哪一段公路的合同。",
        pages=64,
        after=10,
    ),
    Wanted(
        330,
        "正在研究的集镇停车规划讨论稿",
        "集镇停车规划的讨论稿和会议记录。",
        Channel.COUNTER,
        Applicant.PERSON,
        Outcome.PROCESS,
        reason="该讨论稿尚在征求意见，属于行政机关履行职责过程中形成的讨论记录、过程稿（第十六条第二款）；规划印发后主动公开。",
        reviewed=True,
    ),
    Wanted(
        364,
        "2026年上半年困难群众临时救助汇总",
        "各村上半年临时救助的户数和金额。",
        Channel.ONLINE,
        Applicant.RESEARCH,
        Outcome.GIVEN,
    ),
    Wanted(
        215,
        "云岭乡境内林权登记档案",
        "想查老山界一带的林权登记档案。",
        Channel.COUNTER,
        Applicant.PERSON,
        Outcome.ELSEWHERE,
        where="请向示例县自然资源局申请（示例县人民路6号，电话0000-8800106）。",
        reason="林权登记由县自然资源部门负责，登记档案由其保存和公开。",
        after=3,
    ),
    Wanted(
        300,
        "云岭乡2010年以前的集市摊位收费票据存根",
        "集市摊位收费票据的存根。",
        Channel.POST,
        Applicant.PERSON,
        Outcome.ABSENT,
        reason="经检索乡档案室和财政所，2010年以前没有制作、保存这类票据存根。",
        after=11,
    ),
)


def schedule_inquiries(story: Story) -> None:
    """Put the requests of the year into the queue. Hours are fixed: the story's chance belongs to what was there."""
    for number, wanted in enumerate(WANTED):
        moment = at(BEGIN + timedelta(days=wanted.day), 10, 35 + number)
        story.later(moment, partial(ask, story, wanted, number))


def ask(story: Story, wanted: Wanted, number: int, now: datetime) -> None:
    """Receive a request, and plan what becomes of it. One that nobody answers yet still waits when the story ends."""
    asked = acts.Asked(
        title=wanted.title,
        text=wanted.text,
        applicant=wanted.applicant,
        told=Told(f"申请人{number + 1}（示例）", f"0000-88008{number:02}", ""),
        way="窗口领取",
        proof_seen=wanted.channel is Channel.COUNTER,
    )
    online = wanted.channel is Channel.ONLINE
    by = Account.objects.system("public") if online else story.people["reception"]
    one = acts.receive_inquiry(
        asked,
        unit=story.units[TOWNSHIP],
        channel=wanted.channel,
        received_on=local_day(now),
        by=by,
        now=now,
    ).inquiry
    begin = now
    if wanted.missing:
        story.later(now + timedelta(days=2), partial(ask_back, story, one.pk, wanted.missing))
        begin = now + timedelta(days=7)
        story.later(begin, partial(complete, story, one.pk))
    if wanted.pages:
        story.later(begin + timedelta(days=1), partial(charge, story, one.pk, wanted.pages))
        begin += timedelta(days=4)
        story.later(begin, partial(pay, story, one.pk))
    if wanted.reason or wanted.answer:
        story.later(begin + timedelta(days=wanted.after), partial(answer, story, wanted, one.pk))


def ask_back(story: Story, key: int, words: str, now: datetime) -> None:
    """Tell the applicant what is missing."""
    until = local_day(now) + timedelta(days=14)
    by = story.people["reception"]
    acts.ask_correction(Inquiry.objects.get(pk=key), words=words, until=until, by=by, now=now)


def complete(story: Story, key: int, now: datetime) -> None:
    """Record what the applicant completed."""
    words = "2025年，石桥村至集镇段。"
    acts.correct_inquiry(Inquiry.objects.get(pk=key), words=words, by=story.people["reception"], now=now)


def charge(story: Story, key: int, pages: int, now: datetime) -> None:
    """Ask for the fee of so many pages."""
    how = "凭本通知书到乡财政所窗口缴入国库，开具财政票据（示例）"
    by = story.people["reception"]
    ask_fee(Inquiry.objects.get(pk=key), measure=Measure.PAGES, number=pages, how=how, by=by, now=now)


def pay(story: Story, key: int, now: datetime) -> None:
    """Record that it was paid."""
    fee_paid(Inquiry.objects.get(pk=key), paid_on=local_day(now), by=story.people["reception"], now=now)


def contest(story: Story, key: int, now: datetime) -> None:
    """Record the county's review of a refusal."""
    by = story.people["reception"]
    record_challenge(Inquiry.objects.get(pk=key), way=Way.REVIEW, opened_on=local_day(now), by=by, now=now)


def rule(story: Story, key: int, now: datetime) -> None:
    """Record that the review upheld it."""
    inquiry = Inquiry.objects.get(pk=key)
    record_ruling(
        inquiry,
        challenge=inquiry.running.get(),
        ruling=Ruling.UPHELD,
        closed_on=local_day(now),
        by=story.people["reception"],
        now=now,
    )


def answer(story: Story, wanted: Wanted, key: int, now: datetime) -> None:
    """Draft the answer, let another person release it an hour later, and tell all what concerns others too."""
    acts.draft_answer(
        Inquiry.objects.get(pk=key),
        outcome=wanted.outcome,
        text=wanted.answer,
        where=wanted.where,
        reason=wanted.reason,
        organ="示例县人民政府",
        court="示例县人民法院",
        by=story.people["reception"],
        now=now,
        uploads=[receive(BytesIO(wanted.answer.encode()), name=wanted.file)] if wanted.file else (),
    )
    story.later(now + timedelta(hours=1), partial(release, story, key))
    if wanted.reviewed:
        story.later(now + timedelta(days=4), partial(contest, story, key))
        story.later(now + timedelta(days=19), partial(rule, story, key))
    if wanted.told:
        story.later(now + timedelta(hours=2), partial(tell, story, wanted, key))


def release(story: Story, key: int, now: datetime) -> None:
    """Release the answer."""
    acts.release_answer(Inquiry.objects.get(pk=key), by=story.people["leader2"], now=now)


def tell(story: Story, wanted: Wanted, key: int, now: datetime) -> None:
    """Write what all may know of it and send it for review."""
    by = story.people["reception"]
    notice = tell_all(
        Inquiry.objects.get(pk=key),
        title=wanted.told,
        question=wanted.title,
        facts=wanted.answer,
        source="2025年耕地地力保护补贴发放表（示例）",
        unit=story.units["990101-DZ"],
        by=by,
        now=now,
    )
    notices.submit_notice(notice, by=by, now=now)
    story.later(now + timedelta(hours=1), partial(publish, story, notice.pk))


def publish(story: Story, key: int, now: datetime) -> None:
    """Let another person review it, and release it."""
    head = story.people["head-dz"]
    notice = Notice.objects.get(pk=key)
    notices.clear_notice(notice, words="不涉密，没有个人信息，数字已核对", by=head, now=now)
    notices.release_notice(notice, by=head, now=now)
