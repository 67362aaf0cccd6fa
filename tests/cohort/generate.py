#!/usr/bin/env python3
"""编造一批毕业生：graduates.csv、graduates.gbk.csv、graduates.xlsx、graduates.ods 和 graduates.jsonl（同样的人，同样的次序）。

用法：generate.py            重新生成这些文件（写在本文件旁边）
      generate.py --list     列出每个人的序号、学号和情形，不写文件

人都是编的。证件号码的顺序码一律用 000（不会发给任何人），校验码按 GB 11643 计算；
手机号码是连号；学校、单位、姓名都是拼出来的。同一个种子，结果逐字节相同。
"""
import csv
import json
import random
import sys
from datetime import date
from pathlib import Path

import workbooks

SEED = 20240613
HERE = Path(__file__).resolve().parent

# ---------------------------------------------------------------- 栏目（政策里的次序）
FIELDS = """学号 培养单位 专业 学历 系统预毕业年月 高中/本科毕业学校 届别 结业类型 学信网预毕业年月 学信网更新日期
学信网姓名 实际预毕业年月 延期毕业 师范生 少干计划 姓名 性别 学生类别 证件号码 手机号码 政治面貌 学籍证件号码
政治面貌变更日期 院系已修改政治面貌 生源地 生源所在地 首次入学日期 最近入学日期 高考年月 高考次数 高考前家庭户籍地
高考前本人户籍地 高考前父母户籍一致 入学后家庭户口迁移 家庭户口迁移日期 迁移后家庭户籍地 入学前有工作经历 现户籍地
现户口性质 现户口落户日期 本人户口迁移日期 已授权登录 已实名认证 已学籍绑定 绑定年份 学校信息已填 个人信息已填
其他信息已填 提交日期 培养单位已审核 学校已审核 省中心已审核 已初始化 退回原因 退回日期 重新提交日期 系统内有信息
回收站内有信息 培养单位可见 培养单位查看年份 培养单位已核实 绑定失败次数 电子协议申请日期 电子协议完成日期 简历完善度
简历必填项完成 照片结果 已上传定向协议书 协议书已盖章 已填附表2 附表2备注""".split()
DETAILS = {
    "工作经历": "工作单位 类别 工作地 户口性质 户籍地 自 至".split(),
    "高考": "年月 本人户籍地 家庭户籍地".split(),
    "入学": "学历 日期".split(),
    "更正申请": "错误字段 原信息 更正信息 变更原因 变更说明 变更日期 已交附表1 材料 申请日期".split(),
}
# 必填的栏目，没有填也写出来（空着）
REQUIRED = set("学号 培养单位 专业 学历 系统预毕业年月 高中/本科毕业学校 姓名 性别 学生类别 证件号码 手机号码 政治面貌 生源地".split())
# 各院系交来的表常用别的列名
COLUMNS = {"培养单位": "院系", "学历": "学历层次", "系统预毕业年月": "预毕业时间", "证件号码": "身份证号", "手机号码": "手机号",
           "高考前家庭户籍地": "高考前家庭户口所在地", "现户籍地": "现户口所在地"}
PLACES_OF = {"生源地", "生源所在地", "高考前家庭户籍地", "高考前本人户籍地", "迁移后家庭户籍地", "现户籍地", "工作地", "户籍地",
             "本人户籍地", "家庭户籍地"}

# ---------------------------------------------------------------- 地方：代码 省 市 区县（- 表示没有这一级）
HOMES = [line.split() for line in """
110105 北京市 - 朝阳区
110114 北京市 - 昌平区
120102 天津市 - 河东区
120119 天津市 - 蓟州区
130129 河北省 石家庄市 赞皇县
130204 河北省 唐山市 古冶区
130633 河北省 保定市 易县
140109 山西省 太原市 万柏林区
140405 山西省 长治市 屯留区
141182 山西省 吕梁市 汾阳市
150125 内蒙古自治区 呼和浩特市 武川县
150204 内蒙古自治区 包头市 青山区
150722 内蒙古自治区 呼伦贝尔市 莫力达瓦达斡尔族自治旗
210124 辽宁省 沈阳市 法库县
210402 辽宁省 抚顺市 新抚区
210781 辽宁省 锦州市 凌海市
220122 吉林省 长春市 农安县
220602 吉林省 白山市 浑江区
222401 吉林省 延边朝鲜族自治州 延吉市
230112 黑龙江省 哈尔滨市 阿城区
230225 黑龙江省 齐齐哈尔市 甘南县
230725 黑龙江省 伊春市 大箐山县
310106 上海市 - 静安区
310117 上海市 - 松江区
320282 江苏省 无锡市 宜兴市
320508 江苏省 苏州市 姑苏区
320722 江苏省 连云港市 东海县
330212 浙江省 宁波市 鄞州区
330922 浙江省 舟山市 嵊泗县
331022 浙江省 台州市 三门县
340402 安徽省 淮南市 大通区
340621 安徽省 淮北市 濉溪县
341524 安徽省 六安市 金寨县
350203 福建省 厦门市 思明区
350421 福建省 三明市 明溪县
350922 福建省 宁德市 古田县
360281 江西省 景德镇市 乐平市
360731 江西省 赣州市 于都县
361123 江西省 上饶市 玉山县
370213 山东省 青岛市 李沧区
370702 山东省 潍坊市 潍城区
371702 山东省 菏泽市 牡丹区
410922 河南省 濮阳市 清丰县
411326 河南省 南阳市 淅川县
411621 河南省 周口市 扶沟县
420582 湖北省 宜昌市 当阳市
420682 湖北省 襄阳市 老河口市
421122 湖北省 黄冈市 红安县
430405 湖南省 衡阳市 珠晖区
431123 湖南省 永州市 双牌县
431225 湖南省 怀化市 会同县
440113 广东省 广州市 番禺区
440117 广东省 广州市 从化区
440118 广东省 广州市 增城区
440403 广东省 珠海市 斗门区
440513 广东省 汕头市 潮阳区
440515 广东省 汕头市 澄海区
440605 广东省 佛山市 南海区
440607 广东省 佛山市 三水区
440825 广东省 湛江市 徐闻县
440981 广东省 茂名市 高州市
441203 广东省 肇庆市 鼎湖区
441284 广东省 肇庆市 四会市
441323 广东省 惠州市 惠东县
441622 广东省 河源市 龙川县
441721 广东省 阳江市 阳西县
445202 广东省 揭阳市 榕城区
450206 广西壮族自治区 柳州市 柳江区
450302 广西壮族自治区 桂林市 秀峰区
450922 广西壮族自治区 玉林市 陆川县
460202 海南省 三亚市 海棠区
469021 海南省 - 定安县
469030 海南省 - 琼中黎族苗族自治县
500103 重庆市 - 渝中区
500231 重庆市 - 垫江县
500243 重庆市 - 彭水苗族土家族自治县
511181 四川省 乐山市 峨眉山市
511324 四川省 南充市 仪陇县
513433 四川省 凉山彝族自治州 冕宁县
520622 贵州省 铜仁市 玉屏侗族自治县
522625 贵州省 黔东南苗族侗族自治州 镇远县
522702 贵州省 黔南布依族苗族自治州 福泉市
530322 云南省 曲靖市 陆良县
530402 云南省 玉溪市 红塔区
533102 云南省 德宏傣族景颇族自治州 瑞丽市
540127 西藏自治区 拉萨市 墨竹工卡县
540202 西藏自治区 日喀则市 桑珠孜区
610625 陕西省 延安市 志丹县
610826 陕西省 榆林市 绥德县
620825 甘肃省 平凉市 庄浪县
620981 甘肃省 酒泉市 玉门市
630103 青海省 西宁市 城中区
630223 青海省 海东市 互助土族自治县
640105 宁夏回族自治区 银川市 西夏区
640422 宁夏回族自治区 固原市 西吉县
650521 新疆维吾尔自治区 哈密市 巴里坤哈萨克自治县
652828 新疆维吾尔自治区 巴音郭楞蒙古自治州 和硕县
""".split("\n") if line.strip()]
# 不设区县的地级市，省（自治区）直辖的县级市和林区
ODD = {"东莞": ["441900", "广东省", "东莞市", "-"], "中山": ["442000", "广东省", "中山市", "-"], "儋州": ["460400", "海南省", "儋州市", "-"],
       "嘉峪关": ["620200", "甘肃省", "嘉峪关市", "-"], "仙桃": ["429004", "湖北省", "-", "仙桃市"],
       "潜江": ["429005", "湖北省", "-", "潜江市"], "济源": ["419001", "河南省", "-", "济源市"],
       "石河子": ["659001", "新疆维吾尔自治区", "-", "石河子市"], "五指山": ["469001", "海南省", "-", "五指山市"],
       "神农架": ["429021", "湖北省", "-", "神农架林区"]}
# 工作的城市和户口所落的区
CITIES = [line.split() for line in """
440305 广东省 深圳市 南山区
330110 浙江省 杭州市 余杭区
310115 上海市 - 浦东新区
110108 北京市 - 海淀区
510107 四川省 成都市 武侯区
420111 湖北省 武汉市 洪山区
320505 江苏省 苏州市 虎丘区
610113 陕西省 西安市 雁塔区
430104 湖南省 长沙市 岳麓区
320106 江苏省 南京市 鼓楼区
500112 重庆市 - 渝北区
120104 天津市 - 南开区
440106 广东省 广州市 天河区
440402 广东省 珠海市 香洲区
350206 福建省 厦门市 湖里区
410105 河南省 郑州市 金水区
370202 山东省 青岛市 市南区
340104 安徽省 合肥市 蜀山区
""".split("\n") if line.strip()]
CODE_OF = {}


def full(place):
    name = "".join(part for part in place[1:] if part != "-")
    CODE_OF[name] = place[0]
    return name


def city(place):
    """区县上面的市（直辖市是市本身）。"""
    return place[1] + (place[2] if place[2] != "-" else "")


# ---------------------------------------------------------------- 院系、专业、写法
# 每个院系有自己的写法：日期、年月、地名、政治面貌
COLLEGES = [
    ("公共管理学院", ["行政管理", "土地资源管理"], "-", "full", "共青团员"),
    ("经济与贸易学院", ["国际经济与贸易", "金融学"], "-", "full", "共青团员"),
    ("计算机科学与工程学院", ["计算机科学与技术", "软件工程"], "-", "full", "中国共产主义青年团团员"),
    ("外国语学院", ["英语", "商务英语"], "/", "full", "团员"),
    ("机械与汽车工程学院", ["机械工程", "车辆工程"], "-", "spaced", "共青团员"),
    ("材料科学与工程学院", ["材料科学与工程"], ".", "full", "共青团员"),
    ("化学与化工学院", ["应用化学", "化学工程与工艺"], "-", "code", "共青团员"),
    ("土木与交通学院", ["土木工程", "交通工程"], "-", "full", "团员"),
    ("法学院", ["法学", "知识产权"], "年", "full", "共青团员"),
    ("医学院", ["生物医学工程", "护理学"], "-", "full", "03"),
    ("设计学院", ["工业设计", "环境设计"], "/", "full", "共青团员"),
]
SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛阎"
GIVEN_M = "骏柏垚昶晗屹崧铎钧楷澍弘越祺朗煜衡岳泓恺砚驰翊辰川磐"
GIVEN_F = "苒筠芮沁黎菡茜蓓颖珂嫣婧璇绮瑶荞岚漪蔓蕊依晴杉禾"
GIVEN_N = "一予知言若亦书子思可以星文清景安希明向远宁和之尔"
SCHOOLS = "青禾 明川 云麓 望江 松涛 南屏 东篱 溪山 石桥 长亭 白鹭 金穗".split()


class Maker:
    def __init__(self):
        self.r = random.Random(SEED)
        self.homes = list(HOMES)
        self.r.shuffle(self.homes)
        self.next_home = self.next_city = self.next_day = self.serial = 0
        self.names = set()
        self.people = []

    def home(self):
        self.next_home += 1
        return self.homes[self.next_home % len(self.homes)]

    def city(self):
        self.next_city += 1
        return CITIES[self.next_city % len(CITIES)]

    def other_home(self, place):
        while True:
            other = self.home()
            if other[:3] != place[:3]:
                return other

    def name(self, sex):
        while True:
            given = self.r.choice(GIVEN_N) + self.r.choice(GIVEN_M if sex == "男" else GIVEN_F)
            name = self.r.choice(SURNAMES) + (given if self.r.random() < 0.8 else given[1])
            if name not in self.names:
                self.names.add(name)
                return name

    def birth(self, year):
        """每人一个不同的生日，所以证件号码不会重复。"""
        self.next_day += 1
        day = date.fromordinal(date(year, 1, 1).toordinal() + self.next_day * 37 % 365)
        return day.strftime("%Y%m%d")

    # ------------------------------------------------------------ 底本：资料齐全、结论为「通过」的人
    def person(self, degree, home, first, latest, born):
        r = self.r
        college = r.choice(COLLEGES)
        sex = r.choice("男女")
        self.serial += 1
        number = identity(home[0] if r.random() < 0.9 else r.choice(HOMES)[0], self.birth(born))
        name, place = self.name(sex), full(home)
        grade = {"专科": 2021, "本科": 2020, "硕士": 2021, "博士": 2020}[degree]
        level = {"专科": "00", "本科": "01", "硕士": "02", "博士": "03"}[degree]
        p = {
            "学号": f"{grade}{level}{COLLEGES.index(college):02d}{self.serial:03d}", "培养单位": college[0],
            "专业": r.choice(college[1]), "学历": degree, "系统预毕业年月": "2024-06",
            "高中/本科毕业学校": place_school(r, home, degree), "届别": 2024, "结业类型": "毕业", "学信网预毕业年月": "2024-06",
            "学信网姓名": name, "实际预毕业年月": "2024-06", "延期毕业": False, "少干计划": False, "姓名": name, "性别": sex,
            "学生类别": "内地", "证件号码": number, "学籍证件号码": number, "手机号码": f"1990000{self.serial:04d}",
            "政治面貌": r.choices(["团", "中共党员", "中共预备党员", "群众"], [70, 10, 8, 12])[0], "生源地": place,
            "首次入学日期": f"{first}-09-01", "最近入学日期": f"{latest}-09-01", "高考年月": f"{first}-{'07' if first == 2020 else '06'}",
            "高考次数": 1, "高考前家庭户籍地": place, "高考前本人户籍地": place, "高考前父母户籍一致": True, "入学后家庭户口迁移": False,
            "已授权登录": True, "已实名认证": True, "已学籍绑定": True, "绑定年份": 2024, "学校信息已填": True, "个人信息已填": True,
            "其他信息已填": True, "提交日期": f"2023-09-{r.randint(12, 26):02d}", "培养单位已审核": True, "学校已审核": True,
            "省中心已审核": True, "已初始化": True, "系统内有信息": True, "培养单位可见": True, "培养单位查看年份": 2024,
            "简历完善度": r.choice([60, 65, 70, 75, 80, 85, 90, 95, 100]), "简历必填项完成": True, "照片结果": "合格",
        }
        if r.random() < 0.75:
            p["现户籍地"], p["现户口性质"] = place, "家庭户"
        else:
            p["现户籍地"], p["现户口性质"], p["现户口落户日期"] = "广东省广州市天河区", "学校集体户", f"{latest}-09-15"
        if r.random() < 0.25:
            p["更正申请"] = []
        p["_home"], p["_college"] = home, college
        return p

    def bachelor(self, home=None):
        return self.person("本科", home or self.home(), 2020, 2020, 2001 + self.r.randint(0, 1))

    def college(self, home=None):
        return self.person("专科", home or self.home(), 2021, 2021, 2002)

    def master(self, home=None):
        p = self.person("硕士", home or self.home(), 2017, 2021, 1998 + self.r.randint(0, 1))
        p["入学前有工作经历"] = False
        if self.r.random() < 0.2:
            p["工作经历"] = []
        return p

    def doctor(self, home=None):
        p = self.person("博士", home or self.home(), 2013, 2020, 1995)
        p["入学前有工作经历"] = False
        if self.r.random() < 0.6:
            p["入学"] = [{"学历": "本科", "日期": "2013-09-01"}, {"学历": "硕士", "日期": "2017-09-01"}, {"学历": "博士", "日期": "2020-09-01"}]
        return p

    def worker(self, home=None, *rows):
        """工作过再读硕的人；没有给出工作的，在一个城市工作并落了个人独立户口。"""
        p = self.person("硕士", home or self.home(), 2012 + self.r.randint(0, 1), 2021, 1994)
        p["入学前有工作经历"] = True
        where = self.city()
        p["_city"] = where
        p["工作经历"] = list(rows) or [work(where)]
        if not rows:
            p["生源地"] = full(where)
        p["现户籍地"], p["现户口性质"], p["现户口落户日期"] = "广东省广州市天河区", "学校集体户", "2021-09-15"
        return p

    def overseas(self, region):
        p = self.bachelor()
        self.serial += 1
        n = self.serial
        documents = {"香港": [f"H{n:08d}", hong_kong(n)], "澳门": [f"M{n:08d}"], "台湾": [f"{n:08d}"]}[region]
        area = {"香港": "810000", "澳门": "820000", "台湾": "830000"}[region]
        number = self.r.choice(documents + [identity(area, self.birth(2001))])
        p.update({"学生类别": region, "证件号码": number, "学籍证件号码": number, "现户口性质": "无内地户口",
                  "生源地": {"香港": "香港特别行政区", "澳门": "澳门特别行政区", "台湾": "台湾省"}[region],
                  "手机号码": {"香港": f"+852 5000 {n:04d}", "澳门": f"+853 6000 {n:04d}", "台湾": f"0900000{n:03d}"}[region]})
        drop(p, "政治面貌", "已实名认证", "高考次数", "高考年月", "高考前家庭户籍地", "高考前本人户籍地", "高考前父母户籍一致",
             "入学后家庭户口迁移", "现户籍地", "现户口落户日期")
        return p

    def foreign(self):
        p = self.bachelor()
        self.serial += 1
        p.update({"学生类别": self.r.choice(["国际", "留学生"]), "证件号码": f"P{self.serial:08d}", "学籍证件号码": f"P{self.serial:08d}"})
        p["姓名"] = p["学信网姓名"] = self.r.choice("阿尔塔 米拉娜 索菲雅 诺瓦克 哈桑诺 丽娅娜 卡里姆".split()) + "·" + self.r.choice("奥林 塔玛尔 维森 库尔特 拉希 贝纳尔".split())
        drop(p, "政治面貌", "已实名认证", "高考次数", "高考年月", "高考前家庭户籍地", "高考前本人户籍地", "高考前父母户籍一致",
             "入学后家庭户口迁移", "现户籍地", "现户口性质", "现户口落户日期", "生源地")
        return p

    def add(self, why, p, **changes):
        """记下一个人；changes 里的 None 表示没有填。"""
        for key, value in changes.items():
            p[key] = value
        p["_why"] = why
        self.people.append(p)
        return p


def identity(area, birth):
    body = f"{area}{birth}000"
    total = sum(int(digit) * weight for digit, weight in zip(body, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)))
    return body + "10X98765432"[total % 11]


def hong_kong(n):
    digits = f"{n:06d}"
    total = 36 * 9 + (ord("Z") - 55) * 8 + sum(int(digit) * weight for digit, weight in zip(digits, range(7, 1, -1)))
    return f"Z{digits}({'0123456789A'[-total % 11]})"


def place_school(r, home, degree):
    if degree in ("硕士", "博士"):
        return r.choice(SCHOOLS) + r.choice(["大学", "理工大学", "师范学院", "学院"])
    return (home[3] if home[3] != "-" else home[2]) + r.choice(SCHOOLS) + "中学"


def work(where, kind="个人独立户", at=None, since="2016-07", until="2021-07", sort="正式就业"):
    row = {"工作单位": full(where)[:2] + "某" + ("公司" if sort != "服兵役" else "部"), "类别": sort, "工作地": city(where),
           "户口性质": kind, "户籍地": at or full(where), "自": since, "至": until}
    return {key: value for key, value in row.items() if value}


def drop(p, *names):
    for name in names:
        p.pop(name, None)


STEPS = "授权登录 实名认证 学籍绑定 填写信息 提交 培养单位审核 学校审核 省中心审核 初始化".split()


def at_step(p, step):
    """办到哪一步：这一步和以后的都还没有。"""
    number = STEPS.index(step)
    if number <= 0:
        p["已授权登录"] = False
    if number <= 1 and "已实名认证" in p:
        p["已实名认证"] = False
    if number <= 2:
        p["已学籍绑定"] = False
        drop(p, "绑定年份")
        p["照片结果"], p["简历完善度"], p["简历必填项完成"] = "未上传", 10, False
    if number <= 3:
        p["其他信息已填"] = False
        p["学校信息已填"] = number == 3
        p["个人信息已填"] = number == 3
    if number <= 4:
        drop(p, "提交日期")
    for later, field in ((5, "培养单位已审核"), (6, "学校已审核"), (7, "省中心已审核"), (8, "已初始化")):
        if number <= later:
            p[field] = False
            if number < later:
                drop(p, field)
    return p


def request(field, old, new, why, form=True, proofs=(), changed=None, asked="2023-09-26", note=None):
    row = {"错误字段": field, "原信息": old, "更正信息": new, "变更原因": why, "变更说明": note, "变更日期": changed,
           "已交附表1": form or None, "材料": list(proofs) or None, "申请日期": asked}
    return {key: value for key, value in row.items() if value is not None}


FOUR = ("公安机关更改通知", "户口本", "身份证", "招生名册")
BOOK = ("户口本", "身份证")


# ---------------------------------------------------------------- 通过
def passing(m):
    r = m.r
    for _ in range(76):
        p = m.add("本科，各步都完成", m.bachelor())
        if r.random() < 0.15:
            p["电子协议申请日期"] = "2023-09-26"
        if r.random() < 0.10:
            p["政治面貌"], p["政治面貌变更日期"], p["院系已修改政治面貌"] = "中共预备党员", "2023-06-20", True
    for step, count in zip(STEPS, (3, 3, 3, 4, 4, 9, 5, 5, 5)):
        for _ in range(count):
            p = m.bachelor() if r.random() < 0.7 else m.master()
            m.add(f"办到「{step}」", at_step(p, step))
    for _ in range(34):
        m.add("硕士，入学前没有工作", m.master())
    for _ in range(10):
        m.add("博士，入学前没有工作", m.doctor())
    for number in range(12):
        p = m.worker()
        if number == 1:
            p["工作经历"] = [work(p["_city"], sort="自主创业")]
        elif number == 2:
            p["工作经历"] = [work(p["_city"], "单位临时集体户", until="2018-06"), work(p["_city"], since="2018-07")]
        elif number == 3:
            p["工作经历"] = [work(p["_city"], until="2018-06"), work(p["_city"], since="2018-07")]
        m.add("工作地有个人独立户口", p)
    where = m.city()
    m.add("博士，两个学历之间工作落户", m.doctor(), 入学前有工作经历=True, 生源地=full(where), 工作经历=[work(where, since="2018-03", until="2020-07")])
    for _ in range(6):
        home = m.home()
        m.add("工作过，户口没动", m.worker(home, work(m.city(), "家庭户", full(home))))
    for _ in range(6):
        p = m.bachelor()
        m.add("为高考只迁了本人户口", p, 高考前本人户籍地=full(m.other_home(p["_home"])))
    for number in range(7):
        p = m.bachelor()
        new = full(m.other_home(p["_home"]))
        m.add("入学后家庭户口迁移", p, 入学后家庭户口迁移=True, 家庭户口迁移日期=f"2022-0{number + 1}-15", 迁移后家庭户籍地=new, 生源地=new,
              现户籍地=new, 现户口性质="家庭户", 高考前父母户籍一致=number != 3)
    for name in ODD:
        for _ in range(2 if name in ("东莞", "中山") else 1):
            m.add(f"{name}人", m.bachelor(ODD[name]))
    m.add("东莞人，写到了镇", m.bachelor(ODD["东莞"]), 生源地="广东省东莞市虎门镇")
    for old, new in (("浙江省杭州市下城区", "浙江省杭州市拱墅区"), ("湖北省襄樊市襄城区", "湖北省襄阳市襄城区")):
        m.add("资料写的是旧地名", m.bachelor(), 高考前家庭户籍地=old, 高考前本人户籍地=old, 生源地=new, 现户籍地=new, 现户口性质="家庭户")
    p = m.bachelor()
    m.add("两次高考，家庭户籍没变", p, 高考次数=2, 高考=[{"年月": y, "本人户籍地": p["生源地"], "家庭户籍地": p["生源地"]} for y in ("2019-06", "2020-07")])
    for number in range(4):
        m.add("少干计划，都齐了", m.master() if number else m.doctor(), 少干计划=True, 已上传定向协议书=True, 协议书已盖章=True, 已填附表2=True)
    for _ in range(3):
        m.add("结业生", m.bachelor(), 结业类型="结业")
    for _ in range(3):
        p = m.college()
        m.add("专科", p, 现户籍地=p["生源地"], 现户口性质="家庭户")
    m.add("专科，户口在学校", m.college(), 现户籍地="广东省广州市天河区", 现户口性质="学校集体户")
    p = m.add("改名，四样齐了", at_step(m.bachelor(), "培养单位审核"))
    p["更正申请"] = [request("姓名", "旧名" + p["姓名"][0], p["姓名"], "更改姓名", proofs=FOUR, changed="2022-03-01")]
    p = m.add("校对完成后改生源地", m.master())
    p["更正申请"] = [request("生源地", city(p["_home"]), p["生源地"], "行政区划变更", proofs=BOOK, changed="2022-01-01")]
    p = m.add("改生源地，交户籍证明", m.bachelor())
    p["更正申请"] = [request("生源地", city(p["_home"]), p["生源地"], "升学后父母户籍变动", proofs=("公安机关户籍证明",), changed="2022-01-01")]
    p = m.add("校对没完成，自己改", at_step(m.bachelor(), "培养单位审核"))
    p["更正申请"] = [request("生源地", city(p["_home"]), p["生源地"], "填写有误", form=False)]
    p = m.add("政治面貌由院系改", at_step(m.bachelor(), "学校审核"))
    p["更正申请"] = [request("政治面貌", "共青团员", "中共预备党员", "其他", form=False, note="今年六月入党", changed="2023-06-20")]
    for _ in range(3):
        m.add("照片还没上传", m.bachelor(), 照片结果="未上传")
    for percent in (20, 45, 55, 59):
        m.add("简历不到六成", m.bachelor(), 简历完善度=percent)
    for kind in ("人才市场集体户", "社区集体户", "单位临时集体户"):
        m.add("现户口是校外集体户", m.master(), 现户籍地=full(m.city()), 现户口性质=kind, 现户口落户日期="2022-03-01")
    for _ in range(2):
        m.add("签完协议政治面貌才变", m.bachelor(), 政治面貌变更日期="2023-09-26", 电子协议申请日期="2023-09-20", 电子协议完成日期="2023-09-25",
              政治面貌="中共预备党员")
    p = m.bachelor()
    m.add("第二栏也填了", p, 生源所在地=p["生源地"])
    p = m.bachelor()
    m.add("证件号的前六位是别处的", p, 证件号码=identity("650105", "20020228"))
    p["学籍证件号码"] = p["证件号码"]
    m.add("没有填本人户籍地，不影响", drop_from(m.bachelor(), "高考前本人户籍地"))


def drop_from(p, *names):
    drop(p, *names)
    return p


# ---------------------------------------------------------------- 有提醒
def reminded(m):
    m.add("提交日期过了截止日", m.bachelor(), 提交日期="2023-10-16")
    waiting = lambda: at_step(m.bachelor(), "培养单位审核")
    for day in ("2023-09-21", "2023-09-25", "2023-09-27"):
        m.add("退回还没再交", waiting(), 退回原因="其他", 退回日期=day, 提交日期="2023-09-15")
    for number in range(2):
        p = m.add("对不上学籍，信息不一致", waiting(), 退回原因="无法对应学籍", 退回日期="2023-09-26", 提交日期="2023-09-18")
        if number:
            p["学信网姓名"] = p["姓名"][0] + "某"
        else:
            p["学籍证件号码"] = identity(p["_home"][0], "20011111")
    for _ in range(2):
        m.add("对不上学籍，多半是毕业时间", waiting(), 退回原因="对应不上学籍", 退回日期="2023-09-26", 提交日期="2023-09-18", 学信网预毕业年月=None)
    for day in ("2023-09-20", "2023-09-27"):
        m.add("对不上学籍，等同步", waiting(), 退回原因="无法对应学籍", 退回日期="2023-09-26", 提交日期="2023-09-18", 学信网更新日期=day)
    for _ in range(2):
        m.add("对不上学籍，可以再交", waiting(), 退回原因="无法对应学籍", 退回日期="2023-09-18", 提交日期="2023-09-10", 学信网更新日期="2023-09-12")
    for _ in range(2):
        m.add("不是本届，学信网是本届", waiting(), 实际预毕业年月="2025-06")
    for known in (None, True):
        m.add("学信网已改成不是本届", waiting(), 实际预毕业年月="2025-06", 学信网预毕业年月="2025-06", 培养单位已核实=known)
    lost = lambda: drop_from(at_step(m.bachelor(), "学籍绑定"), "培养单位可见")
    m.add("查不到，学信网年份不对", lost(), 系统内有信息=False, 学信网预毕业年月="2025-06", 回收站内有信息=False)
    m.add("查不到，等同步", lost(), 系统内有信息=False, 学信网更新日期="2023-09-22", 回收站内有信息=False)
    m.add("查不到，在回收站", lost(), 系统内有信息=False, 回收站内有信息=True)
    for _ in range(3):
        m.add("政治面貌变了，院系没改", m.bachelor(), 政治面貌变更日期="2023-06-20")
    for month in ("2024-07", "2024-03"):
        m.add("毕业月份不对", m.bachelor(), 系统预毕业年月=month)
    m.add("培养单位看错年份", waiting(), 培养单位可见=False, 培养单位查看年份=2023)
    m.add("年份都对还看不到", waiting(), 培养单位可见=False)
    for _ in range(3):
        m.add("照片不合格", m.bachelor(), 照片结果="不合格")
    for _ in range(2):
        m.add("少干计划，附表2没填", m.master(), 少干计划=True, 已上传定向协议书=True, 协议书已盖章=True)
    m.add("少干计划，校对没完成，附表2没写备注", at_step(m.master(), "省中心审核"), 少干计划=True, 已上传定向协议书=True, 协议书已盖章=True, 已填附表2=True)
    m.add("手机号样子不对", m.bachelor(), 手机号码="19900")
    m.add("手机号段没有启用", m.bachelor(), 手机号码="15400000001")
    for old, new in (("浙江省杭州市下城区", "浙江省杭州市拱墅区"), ("北京市崇文区", "北京市东城区")):
        m.add("生源地填的是旧地名", m.bachelor(), 高考前家庭户籍地=new, 高考前本人户籍地=new, 现户籍地=new, 现户口性质="家庭户", 生源地=old)


# ---------------------------------------------------------------- 须修改
def to_fix(m):
    for field in ("学号", "培养单位", "专业", "学历", "系统预毕业年月", "高中/本科毕业学校", "姓名", "性别", "学生类别", "证件号码", "手机号码", "政治面貌", "生源地"):
        m.add(f"没填{field}", drop_from(m.bachelor(), field))
    m.add("毕业学校还是初值", m.bachelor(), **{"高中/本科毕业学校": "毕业学校"})
    for _ in range(2):
        p = m.bachelor()
        p["证件号码"] = p["学籍证件号码"] = p["证件号码"][:-1] + ("7" if p["证件号码"][-1] != "7" else "3")
        m.add("证件号校验码不对", p)
    p = m.bachelor()
    m.add("证件号里的生日不存在", p, 证件号码=identity(p["_home"][0], "20010230"))
    for _ in range(3):
        p = m.bachelor()
        m.add("生源地填错地方", p, 生源地=full(m.other_home(p["_home"])))
    p = m.bachelor()
    new = full(m.other_home(p["_home"]))
    m.add("家庭已迁走，还填原来的", p, 入学后家庭户口迁移=True, 家庭户口迁移日期="2022-08-01", 迁移后家庭户籍地=new)
    m.add("有工作地户口，还填原籍", m.worker(), 生源地="广东省佛山市三水区")
    for name in ("茂名", "赣州", "重庆"):
        home = next(place for place in HOMES if name in city(place))
        m.add("生源地只写到市", m.bachelor(home), 生源地=city(home))
    m.add("生源地只写到已改名的市", m.bachelor(["420606", "湖北省", "襄阳市", "樊城区"]), 生源地="湖北省襄樊市")
    p = m.bachelor(next(place for place in HOMES if place[3] == "澄海区"))
    m.add("第二栏只写到市", p, 生源所在地=city(p["_home"]))
    m.add("生源地填了已撤销、分属两区的地方", m.bachelor(), 高考前家庭户籍地="浙江省杭州市上城区", 高考前本人户籍地="浙江省杭州市上城区", 生源地="浙江省杭州市江干区")
    waiting = lambda: at_step(m.bachelor(), "培养单位审核")
    for _ in range(2):
        m.add("延期生绑在往年", waiting(), 延期毕业=True, 绑定年份=2023)
    m.add("绑定年份不对，培养单位看不到", waiting(), 绑定年份=2023, 培养单位可见=False)
    p = m.add("改名，没交附表1", waiting())
    p["更正申请"] = [request("姓名", "旧名" + p["姓名"][0], p["姓名"], "更改姓名", form=False, proofs=FOUR, changed="2022-03-01")]
    p = m.add("校对完成后改生源地，只交身份证", m.master())
    p["更正申请"] = [request("生源地", city(p["_home"]), p["生源地"], "异地考学", proofs=("身份证",), changed="2021-11-01")]
    p = m.add("换证件号，缺招生名册", waiting())
    p["更正申请"] = [request("证件号码", "旧号", "新号", "更换证件号码", proofs=FOUR[:3], changed="2022-05-01")]
    for blank in ("错误字段", "原信息", "更正信息", "变更说明"):
        p = m.add(f"更正申请没写{blank}", waiting())
        row = request("政治面貌", "共青团员", "中共预备党员", "其他", form=False, note="今年六月入党", changed="2023-06-20")
        del row[blank]
        p["更正申请"] = [row]
    m.add("少干计划，没传协议书", m.master(), 少干计划=True, 已上传定向协议书=False, 已填附表2=True)
    m.add("少干计划，协议书没盖章", m.master(), 少干计划=True, 已上传定向协议书=True, 协议书已盖章=False, 已填附表2=True, 附表2备注="协议书未盖章，已通知补传")
    p = m.overseas("香港")
    m.add("证件号与学籍不符", p, 学籍证件号码="H00009999")
    p = m.overseas("香港")
    m.add("证件号用了全角括号", p, 证件号码=hong_kong(900).replace("(", "（").replace(")", "）"))
    p["学籍证件号码"] = p["证件号码"]
    m.add("生源地不是行政区", m.bachelor(), 生源地="番禺那边")
    m.add("生源地不止一处", m.bachelor(), 生源地="朝阳区")
    m.add("生源地填了开发区", m.bachelor(), 生源地="佛山国家高新区")
    m.add("学历不是可选的值", m.bachelor(), 学历="研究生")
    m.add("户口性质不是可选的值", m.bachelor(), 现户口性质="农业户口")
    m.add("入学日期没有这一天", m.bachelor(), 首次入学日期="2020-09-31")
    m.add("届别不是数", m.bachelor(), 届别="2024届")
    m.add("完善度不是百分比", m.bachelor(), 简历完善度="八成")
    m.add("是否迁移写得不清楚", m.bachelor(), 入学后家庭户口迁移="不清楚")
    p = m.worker()
    p["工作经历"][0]["自"] = "2016年夏天"
    m.add("工作开始的年月读不出", p)
    p = m.worker()
    p["工作经历"][0]["户籍地"] = "公司宿舍"
    m.add("工作时的户籍地读不出", p)


# ---------------------------------------------------------------- 须复核
def to_review(m):
    for region, count in (("香港", 3), ("澳门", 2), ("台湾", 2)):
        for _ in range(count):
            m.add(f"{region}学生", m.overseas(region))
    m.add("香港学生，多次绑定失败", at_step(m.overseas("香港"), "学籍绑定"), 绑定失败次数=3)
    p = m.overseas("台湾")
    m.add("台湾学生，证件号是旧本的", p, 证件号码="0000777701", 学籍证件号码="0000777701")
    m.add("标了师范生", m.bachelor(), 师范生=True)
    for sort in ("服兵役", "灵活就业", "实习"):
        where = m.city()
        m.add(f"入学前{sort}", m.worker(None, work(where, sort=sort)))
    where = m.city()
    m.add("独立户口不在工作地", m.worker(None, work(where, at=full(m.city()))))
    m.add("两处工作都落了独立户口", m.worker(None, work(m.city(), until="2018-06"), work(m.city(), since="2018-07")))
    p = m.worker()
    m.add("有独立户口，家庭又迁", p, 入学后家庭户口迁移=True, 家庭户口迁移日期="2022-05-01", 迁移后家庭户籍地=full(m.other_home(p["_home"])))
    for p in (m.bachelor(), m.master()):
        m.add("户籍地已撤销，分属两区", p, 高考前家庭户籍地="浙江省杭州市江干区", 高考前本人户籍地="浙江省杭州市江干区", 生源地="浙江省杭州市上城区")
    for kind in ("人才市场集体户", "配偶或亲属户", "社区集体户"):
        m.add("工作时的户口算不算待认定", m.worker(None, work(m.city(), kind)))
    for kind in ("单位临时集体户", "学校集体户"):
        m.add("工作时只有集体户口", m.worker(None, work(m.city(), kind)))
    m.add("工作时家庭户已不在原籍", m.worker(None, work(m.city(), "家庭户")))
    m.add("没工作却有独立户口", m.master(), 现户口性质="个人独立户", 现户籍地="广东省深圳市南山区", 现户口落户日期="2020-05-01")
    p = m.bachelor()
    m.add("两次入学之间家庭户口迁移", p, 首次入学日期="2018-09-01", 最近入学日期="2021-09-01", 高考年月="2018-06", 入学后家庭户口迁移=True,
          家庭户口迁移日期="2020-03-01", 迁移后家庭户籍地=full(m.other_home(p["_home"])), 入学=[{"学历": "专科", "日期": "2018-09-01"}, {"学历": "本科", "日期": "2021-09-01"}])
    for p in (m.master(), m.doctor()):
        m.add("研究生家庭户口迁移", p, 入学后家庭户口迁移=True, 家庭户口迁移日期="2022-05-01", 迁移后家庭户籍地=full(m.other_home(p["_home"])))
    m.add("没有参加高考", drop_from(m.bachelor(), "高考年月"), 高考次数=0)
    p = m.bachelor()
    m.add("两次高考家庭户籍不同", p, 高考次数=2, 高考=[{"年月": "2019-06", "家庭户籍地": full(m.other_home(p["_home"]))}, {"年月": "2020-07", "家庭户籍地": p["生源地"]}])
    for _ in range(2):
        m.add("父母户口不在一处", m.bachelor(), 高考前父母户籍一致=False)
    p = m.college()
    m.add("专科，现户口在别处", p, 现户籍地=full(m.other_home(p["_home"])), 现户口性质="家庭户")
    p = m.bachelor(next(place for place in HOMES if place[3] == "番禺区"))
    m.add("资料只写到市", p, 高考前家庭户籍地=city(p["_home"]), 高考前本人户籍地=city(p["_home"]))
    m.add("完善度够，必填项没完", m.bachelor(), 简历必填项完成=False)
    p = m.bachelor()
    m.add("两栏生源地不一致", p, 生源所在地=full(m.other_home(p["_home"])))
    p = m.bachelor()
    new = full(m.other_home(p["_home"]))
    m.add("家庭迁移日期早于入学", p, 入学后家庭户口迁移=True, 家庭户口迁移日期="2019-12-01", 迁移后家庭户籍地=new, 生源地=new)
    m.add("本人迁移日期还没到", m.bachelor(), 本人户口迁移日期="2023-12-01")
    m.add("高考晚于入学", m.bachelor(), 高考年月="2021-06")
    m.add("入学日期对不上", m.doctor(), 入学=[{"学历": "本科", "日期": "2012-09-01"}, {"学历": "博士", "日期": "2020-09-01"}])
    p = m.bachelor()
    m.add("两次高考只写了一次", p, 高考次数=2, 高考=[{"年月": "2020-07", "家庭户籍地": p["生源地"]}])
    p = m.worker()
    p["工作经历"] = [work(p["_city"], since="2021-10", until=None)]
    m.add("工作都在入学以后", p, 生源地=p["高考前家庭户籍地"])
    p = m.worker()
    p["工作经历"][0]["至"] = "2016-05"
    m.add("工作起止颠倒", p)
    waiting = lambda: at_step(m.bachelor(), "培养单位审核")
    m.add("同步要到截止以后", waiting(), 退回原因="无法对应学籍", 退回日期="2023-09-27", 提交日期="2023-09-18", 学信网更新日期="2023-09-30")
    p = m.add("改生源地，原因不在清单", m.master())
    p["更正申请"] = [request("生源地", city(p["_home"]), p["生源地"], "填写有误", proofs=BOOK, changed="2022-01-01")]
    p = m.add("姓名原来就录错", waiting())
    p["更正申请"] = [request("姓名", "误" + p["姓名"], p["姓名"], "填写有误", proofs=("其他证明",)),
                     request("专业", "专业名写错", p["专业"], "填写有误", proofs=("其他证明",))]
    p = m.add("申请在变更以前", m.bachelor())
    p["更正申请"] = [request("生源地", city(p["_home"]), p["生源地"], "行政区划变更", proofs=BOOK, changed="2023-09-27", asked="2023-09-20")]
    m.add("满两周再交又被退", waiting(), 退回原因="无法对应学籍", 退回日期="2023-09-26", 提交日期="2023-09-01", 重新提交日期="2023-09-20", 学信网更新日期="2023-09-05")
    m.add("系统和回收站都没有", drop_from(at_step(m.bachelor(), "学籍绑定"), "培养单位可见"), 系统内有信息=False, 回收站内有信息=False)
    m.add("协议上政治面貌是旧的", m.bachelor(), 政治面貌变更日期="2023-06-20", 电子协议申请日期="2023-09-25")
    m.add("签约途中政治面貌变了", m.bachelor(), 政治面貌变更日期="2023-09-26", 电子协议申请日期="2023-09-20", 院系已修改政治面貌=True)
    m.add("已申请协议，毕业月份不对", m.bachelor(), 系统预毕业年月="2024-07", 电子协议申请日期="2023-09-25")
    m.add("本科标了少干计划", m.bachelor(), 少干计划=True, 已上传定向协议书=True, 协议书已盖章=True, 已填附表2=True)
    p = m.bachelor()
    m.add("十五位旧号码", p, 证件号码=p["证件号码"][:6] + "020315000", 学籍证件号码=None)
    p = m.bachelor()
    m.add("证件号成了科学记数法", p, 证件号码=f"{p['证件号码'][0]}.{p['证件号码'][1:6]}E+17")
    p = m.bachelor(next(place for place in HOMES if place[3] == "三水区"))
    m.add("证件号末三位成了零", p, 证件号码=p["证件号码"][:15] + "000")
    p = m.bachelor()
    m.add("证件号多了撇号", p, 证件号码="'" + p["证件号码"])


# ---------------------------------------------------------------- 待定、不适用
def unsettled(m):
    for _ in range(2):
        m.add("没填高考前家庭户籍地", drop_from(m.bachelor(), "高考前家庭户籍地"))
    m.add("没填是否迁移", drop_from(m.bachelor(), "入学后家庭户口迁移"))
    p = m.worker()
    del p["工作经历"][0]["户口性质"]
    m.add("没填工作时的户口性质", p)
    p = m.worker()
    del p["工作经历"][0]["自"]
    m.add("没填工作从何时开始", p)
    m.add("没填工作经历", drop_from(m.worker(), "工作经历"))
    for _ in range(2):
        m.add("没填入学前是否工作", drop_from(m.master(), "入学前有工作经历"))
    m.add("没填最近入学日期", drop_from(m.worker(), "最近入学日期"))
    m.add("没填届别", drop_from(m.bachelor(), "届别"))
    m.add("没填是否授权", drop_from(m.bachelor(), "已授权登录"))
    for _ in range(2):
        m.add("没填简历完善度", drop_from(m.bachelor(), "简历完善度"))
    m.add("少干计划，没填是否上传", m.master(), 少干计划=True, 已填附表2=True)
    m.add("没填是否少干计划", drop_from(m.master(), "少干计划"))


def outside(m):
    for _ in range(5):
        m.add("国际学生", m.foreign())
    for year in (2023, 2023, 2025):
        m.add("不是本届", m.bachelor(), 届别=year)


# ---------------------------------------------------------------- 写成各院系的样子
def styled(field, value, college):
    """同一个值，各院系写法不同；读不出的原样留着。"""
    mark, places, league = college[2:]
    if field == "政治面貌":
        return league if value == "团" else value
    if field in PLACES_OF and value in CODE_OF:
        if places == "code":
            return CODE_OF[value]
        if places == "spaced":
            return spaced(value)
    if isinstance(value, str) and mark != "-" and len(value) in (7, 10) and value[:4].isdigit() and value[4] == "-":
        parts = value.split("-")
        if mark == "年":
            return "".join(part.lstrip("0") + unit for part, unit in zip(parts, "年月日"))
        return mark.join([parts[0]] + [part.lstrip("0") if mark == "/" else part for part in parts[1:]])
    return value


def spaced(value):
    for place in HOMES + CITIES + list(ODD.values()):
        if full(place) == value:
            return " ".join(part for part in place[1:] if part != "-")
    return value


def finished(p):
    """去掉备注，按院系的写法写；没有填的，只留必填的空栏。"""
    college = p["_college"]
    clean = {}
    for field in FIELDS:
        if p.get(field) is not None:
            clean[field] = styled(field, p[field], college)
        elif field in REQUIRED:
            clean[field] = None
    for detail, fields in DETAILS.items():
        if p.get(detail) is not None:
            clean[detail] = [{field: styled(field, row[field], college) for field in fields if field in row} for row in p[detail]]
    return clean


def cell(field, value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(value)
    if field == "简历完善度" and isinstance(value, int):
        return f"{value}%"
    return str(value)


def table(people):
    header, columns = [], []
    for field in FIELDS:
        if any(field in p for p in people):
            header.append(COLUMNS.get(field, field))
            columns.append((None, 0, field))
    for detail, fields in DETAILS.items():
        if any(p.get(detail) == [] for p in people):
            header.append(detail)
            columns.append((detail, 0, None))
        for number in range(max(len(p.get(detail, [])) for p in people)):
            header += [f"{detail}{number + 1}{field}" for field in fields]
            columns += [(detail, number, field) for field in fields]
    yield header
    for p in people:
        yield [one(p, *column) for column in columns]


def one(p, detail, number, field):
    if detail is None:
        return cell(field, p.get(field))
    rows = p.get(detail)
    if field is None:
        return "无" if rows == [] else ""
    return cell(field, rows[number].get(field)) if rows and number < len(rows) else ""


def main():
    m = Maker()
    for scenario in (passing, reminded, to_fix, to_review, unsettled, outside):
        scenario(m)
    order = [college[0] for college in COLLEGES]
    m.people.sort(key=lambda p: (order.index(p["_college"][0]), p.get("学号") or "9999"))
    if "--list" in sys.argv[1:]:
        for number, p in enumerate(m.people, 1):
            print(number, p.get("学号", "—"), p["_why"], sep="\t")
        return
    people = [finished(p) for p in m.people]
    rows = list(table(people))
    for name, encoding in (("graduates.csv", "utf-8"), ("graduates.gbk.csv", "gb18030")):
        with open(HERE / name, "w", encoding=encoding, newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
    workbooks.xlsx(HERE / "graduates.xlsx", "毕业生", rows)
    workbooks.ods(HERE / "graduates.ods", "毕业生", rows)
    with open(HERE / "graduates.jsonl", "w", encoding="utf-8", newline="") as file:
        for p in people:
            file.write(json.dumps(p, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
