"""What is said about notices, answers and corrections, and about villages that tell them, and what that adds up to.

What is counted is what came of it: texts that are public, villages that were told in time. Never texts by person.
"""

from zerentian.community.rules.notices import Sort
from zerentian.community.rules.tellings import Way
from zerentian.ledger.rules.figures import Figure, by_due_day
from zerentian.ledger.rules.verbs import Code, Count, Day, Fact, Flag, Post, Verb

SAID: dict[str, Fact] = {"sort": Code(tuple(Sort)), "version": Count()}
PAST_DUE = (("occurred_on", 0), ("due", 1))
ON_DUE = (("due", 0),)
MOVED: dict[str, Fact] = {"from": Code(), "to": Code()}


def of_sort(component: str, sort: Sort) -> Post:
    """Return the post that counts the first release of texts of a sort."""
    return Post(component, when={"sort": sort.value, "first": True})


VERBS = [
    Verb("notice.written", "起草", SAID, label_en="text written"),
    Verb("notice.edited", "修改草稿", SAID, label_en="draft edited"),
    Verb("notice.submitted", "送审", SAID, label_en="sent for review"),
    Verb("notice.returned", "审查退回", SAID, label_en="returned by the review"),
    Verb(
        "notice.cleared",
        "保密审查通过",
        SAID | {"by_post": Code(optional=True)},
        label_en="reviewed before release",
    ),
    Verb(
        "notice.released",
        "公开发布",
        SAID | {"first": Flag(), "days": Count(), "by_post": Code(optional=True)},
        (
            of_sort("published.released", Sort.NOTICE),
            of_sort("published.answers", Sort.ANSWER),
            of_sort("published.corrections", Sort.CORRECTION),
            Post("published.amended", when={"first": False}),
        ),
        label_en="text released",
    ),
    Verb("notice.amended", "起草修订版", SAID, label_en="new version begun"),
    Verb("notice.dropped", "放弃草稿", SAID, label_en="draft given up"),
    Verb("notice.withdrawn", "撤回", SAID, (Post("published.withdrawn"),), label_en="text withdrawn"),
    Verb("notice.moved", "文稿移交", MOVED, label_en="text passed on"),
    Verb("notice.put_on_top", "公告置顶", {"first": Day(), "last": Day()}, label_en="text put on top"),
    Verb("notice.taken_off_top", "取消置顶", {"last": Day()}, label_en="text taken off the top"),
    Verb(
        "telling.asked",
        "要求村里告知",
        {"due": Day()},
        (Post("tellings.due", day=ON_DUE), Post("tellings.overdue", day=PAST_DUE)),
        label_en="village asked to tell",
    ),
    Verb(
        "telling.told",
        "村里已告知",
        {
            "way": Code(tuple(Way)),
            "times": Count(),
            "first": Flag(),
            "due": Day(),
            "asked": Day(),
            "in_time": Flag(),
        },
        (
            Post("tellings.overdue", sign=-1, day=PAST_DUE, when={"first": True}),
            Post("tellings.in_time", day=ON_DUE, when={"first": True, "in_time": True}),
        ),
        label_en="village told",
        late_days=7,
    ),
    Verb(
        "telling.dropped",
        "不再要求告知",
        {"due": Day()},
        (
            Post("tellings.due", sign=-1, day=ON_DUE),
            Post("tellings.overdue", sign=-1, day=PAST_DUE),
        ),
        label_en="village no longer asked to tell",
    ),
    Verb(
        "telling.moved",
        "告知任务移交",
        MOVED | {"due": Day()},
        tuple(
            post
            for sign, unit in ((-1, "from"), (1, "to"))
            for post in (
                Post("tellings.due", sign=sign, unit=unit, day=ON_DUE),
                Post("tellings.overdue", sign=sign, unit=unit, day=PAST_DUE),
            )
        ),
        label_en="telling passed on",
    ),
]
FIGURES = [
    Figure(
        "published.released",
        "发布公告",
        "Notices released",
        "count",
        "published.released",
        "条",
        "期间内首次发布的公告条数，修订版不另计。",
        "Notices first released in the period; later versions do not count.",
    ),
    Figure(
        "published.answers",
        "发布回应",
        "Answers released",
        "count",
        "published.answers",
        "条",
        "期间内首次发布的热点回应条数，后续更新不另计。",
        "Answers to hot matters first released in the period; later updates do not count.",
    ),
    Figure(
        "published.corrections",
        "发布更正",
        "Corrections released",
        "count",
        "published.corrections",
        "条",
        "期间内首次发布的更正条数。",
        "Corrections first released in the period.",
    ),
    Figure(
        "published.amended",
        "发布修订版",
        "New versions released",
        "count",
        "published.amended",
        "次",
        "期间内已公开的文字发布新版本的次数，各版本均可查阅。",
        "Times a public text got another version in the period; every version stays readable.",
    ),
    Figure(
        "published.withdrawn",
        "撤回",
        "Texts withdrawn",
        "count",
        "published.withdrawn",
        "条",
        "期间内写明理由撤回的公开文字条数。",
        "Public texts withdrawn in the period, with the reason.",
    ),
    by_due_day(
        Figure(
            "tellings.due",
            "应告知村次",
            "Villages to be told",
            "count",
            "tellings.due",
            "村次",
            "告知期限落在期间内的村次，一条公告要求一个村告知计一次；被新版本取代前未告知的不计。",
            "Pairs of a text and a village whose day to tell lies in the period; those replaced before are left out.",
        )
    ),
    by_due_day(
        Figure(
            "tellings.in_time_share",
            "按期告知率",
            "Share of villages told in time",
            "ratio",
            "tellings.in_time",
            "%",
            "告知期限落在期间内的村次中，在期限当天或之前告知的所占比例。",
            "Share of the villages to be told in the period that were told by the day.",
            base="tellings.due",
            kind="course",
        )
    ),
    Figure(
        "tellings.overdue",
        "逾期未告知村次",
        "Villages overdue",
        "stock",
        "tellings.overdue",
        "村次",
        "期末已过告知期限仍未登记告知的村次。",
        "Pairs of a text and a village not told at the period's end although the day had passed.",
        kind="course",
    ),
]
