"""What the demo township tells in its year: everything here is made up."""

from dataclasses import dataclass

from zerentian.community.rules.notices import Part, Sort


@dataclass(frozen=True, slots=True)
class Told:
    """One text: on which day of the story, by which clerk and head, what it says, for how many days it holds."""

    day: int
    sort: Sort
    office: str
    title: str
    summary: str
    said: dict[Part, str]
    holds: int | None = None
    tell_within: int | None = None
    villages: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    change: tuple[str, dict[Part, str]] | None = None
    asked: tuple[str, str, int] | None = None
    dispute: tuple[str, str, str, str] | None = None


TEXTS = (
    Told(
        12,
        Sort.NOTICE,
        "ny",
        "7月15日起轮流放水灌溉",
        "云岭渠轮灌时间表，按村分三批放水。",
        {
            Part.WHO: "石桥、竹溪、龙潭三个村种水稻的农户",
            Part.WHAT: "云岭渠分三批轮流放水",
            Part.WHERE: "云岭渠干渠和三条支渠",
            Part.TIMES: "7月15日8:00开始，每批两天",
            Part.TO_DO: "轮到本村时提前清好自家渠口，过后关好闸门",
            Part.ASK: "农业农村办公室，乡政府一楼",
        },
        holds=12,
        tell_within=2,
        villages=("990101-V03", "990101-V04", "990101-V08"),
        interests=("farming", "water"),
        change=("竹溪村改到7月19日", {Part.TIMES: "7月15日8:00开始，每批两天；竹溪村改到7月19日"}),
    ),
    Told(
        70,
        Sort.CORRECTION,
        "ms",
        "关于城乡医保停止缴费的更正",
        "医保没有停止缴费，集中缴费期到12月31日。",
        {
            Part.QUESTION: "城乡居民医保是不是已经停止缴费",
            Part.FACTS: "没有停止。集中缴费期到12月31日，村里和乡便民服务中心都能办",
            Part.CHECKED: "核对县医保局缴费通知，并打电话向县医保局经办科确认",
            Part.CONFIRMED_BY: "示例县医保局经办科",
            Part.DISPUTE: "在公开页面按“提出异议”，或到乡便民服务中心说明",
            Part.ASK: "民生服务办公室，乡政府二楼",
        },
        asked=("医保是不是停止缴费了", "ordinary", 20),
        dispute=(
            "隔壁乡贴的是12月20日截止",
            "有人说截止日期是12月20日",
            "再次核对县医保局通知，集中缴费期到12月31日；12月20日是另一项的日期",
            "stands",
        ),
    ),
    Told(
        150,
        Sort.NOTICE,
        "aj",
        "春节前林区禁火",
        "1月10日到3月31日，林区和林边一百米内不动火。",
        {
            Part.WHO: "进山、上坟、烧荒的村民",
            Part.WHAT: "林区和林边一百米内不烧纸、不烧荒、不放炮",
            Part.WHERE: "全乡林区",
            Part.TIMES: "1月10日到3月31日",
            Part.TO_DO: "祭扫改用鲜花；看见冒烟马上打12119",
            Part.ASK: "应急管理办公室，乡政府三楼",
        },
        holds=110,
        tell_within=5,
        interests=("forest", "away"),
    ),
    Told(
        255,
        Sort.ANSWER,
        "ny",
        "关于龙潭村自来水发黄的回应",
        "水质合格，发黄是管道生锈，3月底前换完。",
        {
            Part.QUESTION: "龙潭村自来水为什么发黄，还能不能喝",
            Part.FACTS: "取样三处，浑浊度略高，其余指标合格；发黄是旧铁管生锈",
            Part.SOURCE: "县疾控中心检测报告（示例）",
            Part.DOING: "正在分段更换旧管，换管期间每天送水车两趟",
            Part.TO_DO: "早上先放水一两分钟再用",
            Part.ASK: "农业农村办公室，乡政府一楼",
        },
        asked=("龙潭村自来水为什么发黄", "serious", 9),
    ),
    Told(
        350,
        Sort.NOTICE,
        "aj",
        "汛期不要到河边游泳钓鱼",
        "6月到9月，云岭河水涨得快，请看好孩子。",
        {
            Part.WHO: "沿河村民、学生和家长",
            Part.WHAT: "汛期河水涨得快，不到河边游泳、钓鱼、洗衣",
            Part.WHERE: "云岭河沿线",
            Part.TIMES: "6月16日到9月30日",
            Part.TO_DO: "看好孩子；看见有人下水请劝回",
            Part.ASK: "应急管理办公室，乡政府三楼",
        },
        holds=106,
        tell_within=4,
        interests=("water", "school"),
    ),
)
STORM = (
    "示例县气象台2026年6月18日14时20分发布暴雨橙色预警信号：预计未来6小时石桥、竹溪、龙潭、白岩一带雨量将超过50毫米，"
    "请注意防范山洪和滑坡。"
)
LIFTED = "示例县气象台2026年6月18日21时10分解除暴雨橙色预警信号。"
DRILL = "【演练】示例县气象台2026年5月12日9时00分发布暴雨红色预警信号：这是一次演练。"
MINUTES, AGAIN = 15, 5
TERM_BASIS = "《云岭乡防汛应急预案（示例）》"
