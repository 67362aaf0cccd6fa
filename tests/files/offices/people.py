"""Invented people. Nobody has these numbers: the sequence is 000, the phones run on from 1990000."""

WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
SURNAMES = "林梁邱贺温薛傅卢汤邹钱孟廖尹戴骆庞谭石侯"
GIVEN = "知遥 予安 书禾 砚清 沐川 如霁 景行 望舒 一苇 若谷 星野 南乔 屿 澄 以宁 云起 青舟 听雨 明远 念初".split()
HOMES = [line.split() for line in """
440113 广东省广州市番禺区 番禺
430405 湖南省衡阳市珠晖区 珠晖
110105 北京市朝阳区 朝阳
450206 广西壮族自治区柳州市柳江区 柳江
441900 广东省东莞市 东莞
360731 江西省赣州市于都县 于都
520622 贵州省铜仁市玉屏侗族自治县 玉屏
330212 浙江省宁波市鄞州区 鄞州
429004 湖北省仙桃市 仙桃
150125 内蒙古自治区呼和浩特市武川县 武川
620981 甘肃省酒泉市玉门市 玉门
500243 重庆市彭水苗族土家族自治县 彭水
350922 福建省宁德市古田县 古田
445202 广东省揭阳市榕城区 榕城
650521 新疆维吾尔自治区哈密市巴里坤哈萨克自治县 巴里坤
341524 安徽省六安市金寨县 金寨
""".split("\n") if line]
UNITS = [("公共管理学院", "行政管理"), ("数学学院", "统计学"), ("外国语学院", "翻译"), ("计算机学院", "软件工程"), ("文学院", "汉语言文学")]
POLITICAL = ["共青团员", "群众", "中共党员", "共青团员", "中共预备党员"]
# Fields that every school must fill in, under the names that schools use for them.
STANDARD = {
    "学号": "学号", "姓名": "姓名", "性别": "性别", "身份证号": "证件号码", "学生类别": "学生类别", "政治面貌": "政治面貌",
    "院系": "培养单位", "专业": "专业", "学历层次": "学历", "预毕业时间": "系统预毕业年月", "毕业学校": "高中/本科毕业学校",
    "手机号": "手机号码", "生源地": "生源地",
}
# The same columns under the policy's own names.
PLAIN = {field: field for field in STANDARD.values()}
CODES = {"男": "1", "女": "2", "共青团员": "03", "群众": "13", "中共党员": "01", "中共预备党员": "02", "本科": "31", "硕士": "11", "博士": "01"}


def identity_number(place, born):
    """A number with the sequence 000 and the right check digit."""
    digits = f"{place}{born}000"
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS))
    return digits + "10X98765432"[total % 11]


def person(number, index, degree="本科", of_unit=None):
    """The person at an index (from 0) of the file with this number; of_unit: unit and subject, otherwise several."""
    step = number * 13 + index * 7
    place, home, town = HOMES[(number + index) % len(HOMES)]
    unit, major = of_unit or UNITS[(number + index // 3) % len(UNITS)]
    year, enrolled = {"本科": (2002, 2020), "硕士": (1999, 2021), "博士": (1996, 2020)}[degree]
    born = f"{year - index % 2}{step % 12 + 1:02}{(step + index // 12) % 28 + 1:02}"
    return {
        "学号": f"{enrolled}{number:03}{index + 1:03}",
        "姓名": SURNAMES[(number * 3 + index) % len(SURNAMES)] + GIVEN[(number * 7 + index * 3) % len(GIVEN)],
        "性别": "女" if index % 2 else "男",
        "证件号码": identity_number(place, born),
        "学生类别": "内地",
        "政治面貌": POLITICAL[(number + index) % len(POLITICAL)],
        "培养单位": unit,
        "专业": major,
        "学历": degree,
        "系统预毕业年月": "2024-06",
        "高中/本科毕业学校": f"{town}青禾中学" if degree == "本科" else f"{town}山海大学",
        "手机号码": f"1990000{number % 100:02}{index + 1:02}",
        "生源地": home,
        "生源地代码": place,
    }


def people(number, count, degree="本科", of_unit=None):
    """The first people of a file."""
    return [person(number, index, degree, of_unit) for index in range(count)]


def people_with_checks(number, checks):
    """People whose identity numbers end in these check digits."""
    pool = people(number, 400)
    chosen = []
    for at, check in enumerate(checks, 1):
        one = next(one for one in pool if one["证件号码"].endswith(check))
        pool.remove(one)
        named = person(number, at - 1)["姓名"]
        chosen.append(one | {"姓名": named, "学号": f"2020{number:03}{at:03}", "手机号码": f"1990000{number % 100:02}{at:02}"})
    return chosen


def grid(persons, columns=None):
    """A header row and one row a person; columns: heading to field, absent fields stay empty."""
    columns = columns or STANDARD
    return [list(columns), *([one.get(field, "") for field in columns.values()] for one in persons)]


def with_column(table, heading, values):
    """The table with one more column at its right end."""
    return [row + [value] for row, value in zip(table, [heading, *values], strict=True)]


def replaced(table, heading, values):
    """The table with other values in a column, from the first person on."""
    at = table[0].index(heading)
    copy = [list(row) for row in table]
    for row, value in zip(copy[1:], values, strict=False):
        row[at] = value
    return copy


def short(number, count, *extra):
    """A narrow table (identifier, name, unit) for files that look at other columns; extra: heading and values in turn."""
    table = grid(people(number, count), {"学号": "学号", "姓名": "姓名", "院系": "培养单位"})
    for heading, values in zip(extra[::2], extra[1::2], strict=True):
        table = with_column(table, heading, values)
    return table


def text(table, separator=",", ends="\r\n", quote_all=False):
    """A table as separated text, quoted where needed."""

    def cell(value):
        value = str(value)
        needs = quote_all or any(mark in value for mark in (separator, '"', "\n", "\r"))
        return '"' + value.replace('"', '""') + '"' if needs else value

    return "".join(separator.join(cell(value) for value in row) + ends for row in table)
