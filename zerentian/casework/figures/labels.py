"""What the closed lists are called in the definitions of figures: Chinese, English."""

from zerentian.casework.rules.concerns import Channel, Group, Kind
from zerentian.casework.rules.replies import Decision

CHANNELS = {
    Channel.FORM: ("网上表单", "online form"),
    Channel.CALL: ("来电", "phone call"),
    Channel.VISIT: ("来访", "visit"),
    Channel.LETTER: ("来信", "letter"),
    Channel.HOTLINE: ("12345热线", "12345 hotline"),
    Channel.PETITION: ("信访系统", "petition system"),
    Channel.BOARD: ("政府留言板", "government message board"),
    Channel.MAILBOX: ("领导信箱", "leaders' mailbox"),
    Channel.MEETING: ("接待日和群众会议", "open day or residents' meeting"),
    Channel.PATROL: ("村级巡查", "village patrol"),
    Channel.TRANSFER: ("其他单位转来", "passed on by another office"),
}
KINDS = {
    Kind.CONSULT: ("咨询", "questions"),
    Kind.HELP: ("求助", "requests for help"),
    Kind.COMPLAINT: ("投诉", "complaints"),
    Kind.SUGGESTION: ("建议", "suggestions"),
    Kind.WRONGDOING: ("检举控告", "reports of wrongdoing"),
    Kind.PETITION: ("申诉求决", "petition matters"),
}
GROUPS = {
    Group.BUILDING: ("城乡建设", "building and public works"),
    Group.TRAFFIC: ("交通运输", "roads and transport"),
    Group.FARMING: ("农林水利", "farming, forests and water"),
    Group.LAND: ("国土资源", "land and resources"),
    Group.ENVIRONMENT: ("生态环境", "environment"),
    Group.WELFARE: ("民政救助", "civil affairs and relief"),
    Group.LABOUR: ("劳动社保", "work and social security"),
    Group.EDUCATION: ("教育文体", "education and culture"),
    Group.HEALTH: ("卫生健康", "health"),
    Group.TRADE: ("商贸金融", "trade and finance"),
    Group.TOURISM: ("旅游", "tourism"),
    Group.VILLAGE: ("村务", "village affairs"),
    Group.SAFETY: ("安全和灾害", "safety and disasters"),
    Group.CONDUCT: ("作风", "conduct of office"),
    Group.OTHER: ("其他", "other"),
}
DECISIONS = {
    Decision.SUPPORTED: ("支持", "supported"),
    Decision.EXPLAINED: ("解释说明", "explained"),
    Decision.NOT_SUPPORTED: ("不予支持", "not supported"),
}
