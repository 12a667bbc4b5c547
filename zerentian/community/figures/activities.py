"""What is said about venues and activities, and what that adds up to: what was held, and how many came, never who."""

from zerentian.community.rules.activities import Counted, Door, Kind
from zerentian.ledger.rules.figures import Figure
from zerentian.ledger.rules.verbs import Code, Count, Day, Fact, Flag, Post, Verb

MOVED: dict[str, Fact] = {"from": Code(), "to": Code()}
KIND: dict[str, Fact] = {"kind": Code(tuple(Kind))}
PEOPLE: dict[str, Fact] = {"people": Count()}

VERBS = [
    Verb("venue.opened", "设立场所", label_en="venue opened"),
    Verb("venue.described", "更新场所信息", label_en="venue described anew"),
    Verb(
        "venue.closure_told",
        "公告闭馆",
        {"first": Day(), "last": Day(), "urgent": Flag()},
        (Post("venues.closures"), Post("venues.closures_urgent", when={"urgent": True})),
        label_en="closure told",
    ),
    Verb("venue.booked", "预订场所", {"day": Day()}, (Post("venues.booked"),), label_en="venue booked"),
    Verb("venue.booking_cancelled", "取消预订", {"day": Day()}, label_en="booking cancelled"),
    Verb("venue.contact_revealed", "查看预订人", label_en="who booked looked at"),
    Verb("venue.contacts_erased", "删除预订人联系方式", {"parties": Count()}, label_en="contact data erased"),
    Verb("venue.ended", "停用场所", label_en="venue given up"),
    Verb("venue.moved", "场所移交", MOVED, label_en="venue passed on"),
    Verb(
        "activity.announced",
        "公布活动",
        KIND | {"day": Day(), "capacity": Count(optional=True)},
        label_en="activity announced",
    ),
    Verb("activity.rescheduled", "活动改期", {"before": Day(), "day": Day()}, label_en="activity moved"),
    Verb("activity.widened", "增加名额", {"capacity": Count()}, label_en="places added"),
    Verb(
        "activity.cancelled",
        "取消活动",
        KIND | {"day": Day()},
        (Post("activities.cancelled"),),
        label_en="activity cancelled",
    ),
    Verb(
        "activity.held",
        "举办活动",
        KIND
        | {
            "people": Count(optional=True),
            "counted": Code(tuple(Counted), optional=True),
            "liked": Count(optional=True),
            "so_so": Count(optional=True),
            "disliked": Count(optional=True),
        },
        (
            Post("activities.held"),
            Post("activities.people", amount="people"),
            Post("activities.people_stated", given="people"),
            Post("activities.taught", when={"kind": (Kind.LECTURE.value, Kind.TRAINING.value)}),
        ),
        label_en="activity held",
        late_days=7,
    ),
    Verb("activity.moved", "活动移交", MOVED, label_en="activity passed on"),
    Verb(
        "activity.signed_up",
        "活动报名",
        PEOPLE | {"door": Code(tuple(Door)), "waits": Flag()},
        label_en="party signed up",
    ),
    Verb("activity.left", "退出报名", PEOPLE, label_en="party left"),
    Verb("activity.offered", "候补递补", PEOPLE, label_en="place offered"),
    Verb("activity.offer_taken", "接受递补", PEOPLE, label_en="offered place taken"),
    Verb("activity.offer_lapsed", "递补逾期", PEOPLE, label_en="offer over"),
    Verb("activity.list_revealed", "查看报名名单", {"parties": Count()}, label_en="list looked at"),
    Verb(
        "activity.contacts_erased", "删除报名联系方式", {"parties": Count()}, label_en="contact data erased"
    ),
]
FIGURES = [
    Figure(
        "activities.held",
        "举办活动",
        "Activities held",
        "count",
        "activities.held",
        "场次",
        "期间内举办的活动场次，系列活动每场计一次；取消的不计。",
        "Activities held in the period, each of a series by itself; cancelled ones are left out.",
    ),
    Figure(
        "activities.taught",
        "讲座和培训",
        "Lectures and trainings",
        "count",
        "activities.taught",
        "场次",
        "期间内举办的活动中，讲座和培训的场次。",
        "Lectures and trainings among the activities held in the period.",
    ),
    Figure(
        "activities.people",
        "活动到场人次",
        "People at activities",
        "sum",
        "activities.people",
        "人次",
        "期间内举办的活动到场人次之和；没有数人数的活动不计入，注明多少场有人数。",
        "Sum of those who came to activities of the period; says of how many activities it was counted.",
        base="activities.held",
        known="activities.people_stated",
    ),
    Figure(
        "activities.cancelled",
        "取消活动",
        "Activities cancelled",
        "count",
        "activities.cancelled",
        "场次",
        "期间内写明原因取消的活动场次。",
        "Activities cancelled in the period, with the reason.",
    ),
    Figure(
        "venues.booked",
        "场所预订",
        "Bookings of venues",
        "count",
        "venues.booked",
        "次",
        "期间内登记的场所预订次数，后来取消的也计；本单位自己的活动不计。",
        "Bookings of venues made in the period, also those cancelled later; the office's own activities are not.",
    ),
    Figure(
        "venues.closures",
        "公告闭馆",
        "Closures told",
        "count",
        "venues.closures",
        "次",
        "期间内公告的闭馆次数，提前七日的和突发的都计。",
        "Closures of venues told in the period, those told seven days before and sudden ones.",
    ),
    Figure(
        "venues.closures_urgent",
        "突发闭馆",
        "Sudden closures",
        "count",
        "venues.closures_urgent",
        "次",
        "期间内因突发情况、未能提前七日公告的闭馆次数。",
        "Closures told in the period less than seven days before because something sudden forced them.",
    ),
]
