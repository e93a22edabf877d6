"""The nodes of the 主动公开目录: what the law and the bureau's own statutes oblige it to publish.

《条例》 art. 20 (15 categories, PUB-10) and art. 21 (7 matters, PUB-11); LHS-01 … LHS-10 come from Shanghai's statutes on
greening and city appearance (rules §15).
"""

from dataclasses import dataclass

ARTICLE_20 = "《政府信息公开条例》第二十条"
ARTICLE_21 = "《政府信息公开条例》第二十一条"


@dataclass(frozen=True)
class Node:
    """One statutory duty: its code, its words, its source."""

    code: str
    text: str
    source: str


_ITEMS_20 = (
    "行政法规、规章和规范性文件",
    "机关职能、机构设置、办公地址、办公时间、联系方式、负责人姓名",
    "国民经济和社会发展规划、专项规划、区域规划及相关政策",
    "国民经济和社会发展统计信息",
    "办理行政许可和其他对外管理服务事项的依据、条件、程序以及办理结果",
    "实施行政处罚、行政强制的依据、条件、程序以及本行政机关认为具有一定社会影响的行政处罚决定",
    "财政预算、决算信息",
    "行政事业性收费项目及其依据、标准",
    "政府集中采购项目的目录、标准及实施情况",
    "重大建设项目的批准和实施情况",
    "扶贫、教育、医疗、社会保障、促进就业等方面的政策、措施及其实施情况",
    "突发公共事件的应急预案、预警信息及应对情况",
    "环境保护、公共卫生、安全生产、食品药品、产品质量的监督检查情况",
    "公务员招考的职位、名额、报考条件等事项以及录用结果",
    "法律、法规、规章和国家有关规定规定应当主动公开的其他政府信息",
)
_ITEMS_21 = ("市政建设", "公共服务", "公益事业", "土地征收", "房屋征收", "治安管理", "社会救助")
_ITEMS_LHS = (
    ("城市绿线", "《上海市绿化条例》第十条"),
    ("公共绿地设计方案的专家论证和公众意见", "《上海市绿化条例》第二十条"),
    ("树木迁移砍伐、占用绿地、调整绿地布局的现场公示", "《上海市绿化条例》第三十五条"),
    ("绿化建设、养护、管理信息", "《上海市绿化条例》第三十八条"),
    ("树木迁移砍伐、临时使用和占用绿地的许可及期限", "《上海市绿化条例》第二十八条、第三十条至第三十二条"),
    ("市容标准、景观照明和户外广告规划及规范", "《上海市市容环境卫生管理条例》第十七条、第十九条、第二十条"),
    ("生活垃圾分类目录、查询服务和收集容器规范", "《上海市生活垃圾管理条例》第二十三条、第二十六条"),
    ("社会监督员、检查处理结果和分类情况评估报告", "《上海市生活垃圾管理条例》第四十六条、第四十八条"),
    ("收运处置单位的考核结果", "《上海市生活垃圾管理条例》第五十四条"),
    ("古树名木登记建档和标牌", "《上海市古树名木条例》第十条、第十一条"),
)

NODES: dict[str, Node] = {
    node.code: node
    for node in (
        *(Node(f"20-{n}", text, ARTICLE_20) for n, text in enumerate(_ITEMS_20, start=1)),
        *(Node(f"21-{n}", text, ARTICLE_21) for n, text in enumerate(_ITEMS_21, start=1)),
        *(Node(f"LHS-{n:02}", text, source) for n, (text, source) in enumerate(_ITEMS_LHS, start=1)),
    )
}
# Multi-select of rules §10.1 (grade B).
CHANNELS = (
    "政府网站", "政府公报", "两微一端", "发布会/听证会", "广播电视", "纸质媒体", "公开查阅点", "政务服务中心", "便民服务站",
    "入户/现场", "社区/企事业单位/村公示栏（电子屏）", "精准推送", "其他",
)  # fmt: skip
MODES = ("主动", "依申请")
AUDIENCES = ("全社会", "特定群体")
