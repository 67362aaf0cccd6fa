"""Headings: written in every way, unknown, missing, twice, code beside text."""
from catalogue import group
from people import CODES, STANDARD, grid, identity_number, people, replaced, short, text, with_column

heading = group("列名：写法、多余、缺少、两列同一项")


def named(number, count, headings):
    """The standard table with its headings written otherwise."""
    table = grid(people(number, count))
    return [[headings.get(name, name) for name in table[0]], *table[1:]]


@heading(29, "研究生院下发模板.csv", "列名带星号、空白、全角括号、换行：*姓名、性 别、身份证号（必填）、院　系、手机号（11位）、【专业】、生源地（省市县）",
         "去掉星号、空白、括号外壳后对上；括号里是补充话（必填、11位、格式）的也应对上，13 列无一剩余，5 人")
def decorated(number):
    headings = {"学号": "＊学号", "姓名": "*姓名", "性别": "性 别", "身份证号": "身份证号（必填）", "学生类别": "学生类别*", "政治面貌": "政治\n面貌",
                "院系": "院　系", "专业": "【专业】", "学历层次": "学历层次(必填)", "预毕业时间": "预毕业时间（格式：2024-06）", "手机号": "手机号（11位）",
                "生源地": "生源地（省市县）", "毕业学校": " 毕业学校 "}
    return text(named(number, 5, headings)).encode("utf-8-sig")


@heading(30, "辅导员自加列.csv", "多了序号、QQ号、宿舍、备注、民族，还有写错的「生源低」；学历列叫「学历层次／培养层次」",
         "多出的列列出来，不影响读；「生源低」提示是不是「生源地」，不自动当作生源地，因此必填列缺生源地；「学历层次／培养层次」不是别名，按剩余列报")
def unknown_columns(number):
    table = named(number, 4, {"生源地": "生源低", "学历层次": "学历层次／培养层次"})
    table = [["序号" if at == 0 else str(at), *row] for at, row in enumerate(table)]
    for title, values in {"QQ号": "10001 10002 10003 10004", "民族": "汉族 壮族 汉族 汉族", "宿舍": "A101 A102 B203 B204"}.items():
        table = with_column(table, title, values.split())
    return text(with_column(table, "备注", ["", "休学过一年", "", "联系不上"])).encode("utf-8-sig")


@heading(31, "旧模板缺列.csv", "没有政治面貌、学生类别两列",
         "11 列对上，缺政治面貌、学生类别，读第一人以前就说；4 人照读，这两项是没有，不是空")
def missing_columns(number):
    columns = {name: field for name, field in STANDARD.items() if name not in ("政治面貌", "学生类别")}
    return text(grid(people(number, 4), columns)).encode("utf-8-sig")


@heading(32, "两列手机两列院系.csv", "手机号码、联系电话两列，培养单位、院系两列：有的一样，有的不一样，有的只填一列",
         "第 1 人两列一样，用其一；第 2 人联系电话空，用有的；第 3 人手机不一样、第 4 人院系不一样：列出两个写法，不替人选；第 5 人只差空格、全角，算一样")
def two_for_one(number):
    table = grid(people(number, 5))
    phones = [row[table[0].index("手机号")] for row in table[1:]]
    units = [row[table[0].index("院系")] for row in table[1:]]
    table = with_column(table, "联系电话", [phones[0], "", "19900009934", phones[3], phones[4].replace("1990", "１９９０") + " "])
    return text(with_column(table, "培养单位", [units[0], units[1], "", "研究生院", units[4]])).encode("utf-8-sig")


@heading(33, "列名重复.csv", "「姓名」「备注」各出现两次，第二个姓名列在第 3 人那里不同",
         "两列「姓名」当作同一项的两列：第 3 人不一致要说；「备注」两列都是剩余列")
def same_heading(number):
    table = with_column(short(number, 4, "备注", ["", "", "", ""]), "姓名", [one["姓名"] for one in people(number, 4)])
    table[3][-1] = "另有其人"
    return text(with_column(table, "备注", ["", "补", "", ""])).encode("utf-8-sig")


@heading(34, "学历代码与学历并列.csv", "学历代码、学历，性别码、性别，政治面貌代码、政治面貌都并列",
         "第 1、2 人一致；第 3 人学历代码 21 是国标的本科，政策的编码表里没有；第 4 人代码 11 是硕士，文字是本科：不一致，指出编码表；"
         "第 5 人代码 1 丢了前导零，文字是博士；第 6 人只有代码 31，读作本科；第 7 人性别码 2、文字男，不一致；第 8 人政治面貌代码 3 丢零，文字共青团员")
def codes_beside(number):
    table = grid(people(number, 8))
    degrees = ["本科", "硕士", "本科", "本科", "博士", "", "本科", "本科"]
    codes = ["31", "11", "21", "11", "1", "31", "31", "31"]
    table = replaced(table, "学历层次", degrees)
    genders = [CODES[row[2]] for row in table[1:]]
    genders[6] = "2"
    politics = [CODES[row[5]] for row in table[1:]]
    politics[7], table[8][5] = "3", "共青团员"
    table = with_column(table, "学历代码", codes)
    table = with_column(table, "性别码", genders)
    return text(with_column(table, "政治面貌代码", politics)).encode("utf-8-sig")


@heading(35, "生源地代码与名称并列.csv", "生源地代码、生源地名称并列",
         "第 1、2 人一致；第 3 人代码是于都县，名称是番禺区：不一致，两边的地方都说出；第 4 人名称只到市，代码到区：在同一处，但细粗不同，说明；"
         "第 5 人只有代码；第 6 人代码 999999 不存在；第 7 人名称是旧名江干区，代码是现在的上城区：说明；第 8 人代码 440100 只到市，名称到区")
def place_codes(number):
    homes = [(one["生源地代码"], one["生源地"]) for one in people(number, 3)]
    homes[2] = (homes[2][0], "广东省广州市番禺区" if homes[2][0] != "440113" else "广东省广州市南沙区")
    homes += [("430405", "湖南省衡阳市"), ("450206", ""), ("999999", "江西省赣州市于都县"), ("330102", "浙江省杭州市江干区"), ("440100", "广东省广州市番禺区")]
    table = short(number, 8, "生源地代码", [code for code, _ in homes], "生源地名称", [name for _, name in homes])
    return text(table).encode("utf-8-sig")


@heading(36, "省市县分三列.csv", "生源省、生源市、生源县三列，没有生源地一列",
         "三列都不是政策认得的列名：列为剩余，必填列缺生源地；4 人其余照读，不自动拼")
def three_columns(number):
    parts = [("广东省", "广州市", "番禺区"), ("湖南省", "衡阳市", "珠晖区"), ("北京市", "市辖区", "朝阳区"), ("广东省", "东莞市", "")]
    table = short(number, 4, *(piece for at, name in enumerate(["生源省", "生源市", "生源县"]) for piece in (name, [part[at] for part in parts])))
    return text(table).encode("utf-8-sig")


@heading(37, "英文列名-系统接口.csv", "列名全是拼音缩写：XH,XM,XB,SFZH,SJH,SYD",
         "没有一列认得出：说明认不出表头，列出这几个列名，请换成中文列名；不能按拼音猜")
def pinyin(number):
    table = grid(people(number, 3), {"XH": "学号", "XM": "姓名", "XB": "性别", "SFZH": "证件号码", "SJH": "手机号码", "SYD": "生源地"})
    return text(table).encode()


@heading(38, "繁体列名-港澳台办.csv", "UTF-8；列名是繁体：學號、姓名、證件號碼；学生类别有香港、澳门、台湾，证件是回乡证、台胞证等，手机带区号",
         "只有姓名等字形相同的列对得上，繁体列名列为剩余并提示相近的；证件号码不按身份证检查")
def traditional(number):
    table = grid(people(number, 4), {"學號": "学号", "姓名": "姓名", "證件號碼": "证件号码", "学生类别": "学生类别", "性别": "性别", "手機": "手机号码", "生源地": "生源地"})
    table = replaced(table, "學號", [f"2020{number:03}90{at}" for at in range(4)])
    table = replaced(table, "證件號碼", ["H00000000", "M00000000", "00000000", identity_number("810000", "20010302")])
    table = replaced(table, "学生类别", ["中国香港", "澳门", "台湾", "香港"])
    table = replaced(table, "手機", ["+852 5000 0001", "+853 6000 0001", "0900000001", "85250000002"])
    return text(replaced(table, "生源地", ["香港", "澳门特别行政区", "台湾省", "中国香港"])).encode("utf-8-sig")


@heading(39, "双学号列.csv", "「学号」是新学号，另有「原学号」「考生号」；「预毕业时间」「预计毕业时间」是同一项的两列，后一列全空",
         "原学号、考生号是剩余列；两列预毕业时间取有内容的那一列，说明另一列全空")
def other_identifiers(number):
    columns = STANDARD | {"预计毕业时间": ""}
    table = grid(people(number, 3), columns)
    table = with_column(table, "原学号", ["2019000001", "", ""])
    return text(with_column(table, "考生号", ["24440000000001", "24440000000002", "24440000000003"])).encode("utf-8-sig")
