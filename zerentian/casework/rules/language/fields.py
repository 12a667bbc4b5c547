"""What people say when a matter belongs to a field of life: the words a first day begins with, before any label."""

from collections.abc import Mapping

from zerentian.casework.rules.concerns import Group

FIELD_WORDS: Mapping[Group, str] = {
    Group.BUILDING: "路灯 照明 下水道 管网 井盖 违建 危房 房屋 漏水 自来水 停水 停电 燃气 工程 施工 质量 物业 电梯",
    Group.TRAFFIC: "道路 公路 路面 坑洼 硬化 塌陷 桥 涵洞 护栏 公交 班车 客运 停车 超速 货车 红绿灯 标线 堵车",
    Group.FARMING: "种植 养殖 水稻 农药 化肥 灌溉 水渠 水库 堰塘 抽水 山林 林木 野猪 收成 补贴 农机 土地流转",
    Group.LAND: "宅基地 耕地 征地 拆迁 占地 补偿 安置 界址 采矿 砂石 国土 权属 纠纷",
    Group.ENVIRONMENT: "垃圾 污水 臭味 噪声 噪音 扰民 油烟 粉尘 排污 焚烧 污染 河道 养猪场 施工噪音 麻将馆",
    Group.WELFARE: "低保 救助 困难 残疾 五保 养老 高龄 津贴 孤儿 优抚 慈善 殡葬 婚姻 登记",
    Group.LABOUR: "工资 拖欠 工钱 劳动合同 社保 养老保险 退休 工伤 失业 就业 培训 包工头",
    Group.EDUCATION: "学校 小学 中学 幼儿园 老师 学生 入学 学区 校车 食堂 补课 收费 文化 广场舞 图书",
    Group.HEALTH: "医院 卫生院 村医 医生 看病 药 报销 医保 疫苗 体检 计生 防疫 救护车",
    Group.TRADE: "超市 商店 价格 假货 退款 消费 欺诈 贷款 银行 电信 网络 快递 集市 摊位 执照",
    Group.TOURISM: "景区 旅游 门票 导游 民宿 游客 农家乐",
    Group.VILLAGE: "村务 村委会 村干部 公开 账目 选举 集体 分红 村民小组 签字 公示 一事一议",
    Group.SAFETY: "滑坡 落石 裂缝 山体 险情 洪水 火灾 消防 隐患 危险 触电 溺水 安全 烟花",
    Group.CONDUCT: "态度 推诿 不作为 刁难 吃拿卡要 违规 办事 窗口 工作人员 作风 效率",
    Group.OTHER: "其他 咨询 建议",
}
