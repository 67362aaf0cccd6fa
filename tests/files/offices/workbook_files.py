"""Workbooks as Excel writes them: where the table stands, which sheet holds it, and what its cells are."""
import datetime as calendar

from catalogue import group
from people import CODES, STANDARD, UNITS, grid, people, people_with_checks, short, with_column
from xlsx import Cell, Sheet, column_letters, one_sheet, plain_text, workbook

layout = group("工作簿：标题、表头、工作表")
values = group("工作簿：单元格的类型")
WORK = ["学号", "姓名", "工作单位", "类别", "工作地", "户口性质", "户籍地", "自", "至"]
JOBS = [
    ["青禾科技有限公司", "正式就业", "广东省广州市天河区", "个人独立户", "广东省广州市天河区", "2018-07", "2019-12"],
    ["山海设计工作室", "自主创业", "广东省深圳市南山区", "单位集体户", "广东省深圳市南山区", "2020-01", "2021-06"],
    ["南乔小学", "灵活就业", "湖南省长沙市岳麓区", "家庭户", "湖南省衡阳市珠晖区", "2017-09", "2018-06"],
]


def serial(year, month, day=1, system=1900):
    """The serial number of a day."""
    start = calendar.date(1899, 12, 30) if system == 1900 else calendar.date(1904, 1, 1)
    return (calendar.date(year, month, day) - start).days


def headed(table):
    return [[Cell(name, "header") for name in table[0]], *table[1:]]


def end_column(table):
    return column_letters(len(table[0]))


@layout(63, "2024届毕业生信息.xlsx", "一张工作表，第 1 行表头，号码都是文本格",
        "工作簿，工作表「Sheet1」，表头第 1 行，13 列都对上，8 人，没有一处要说明")
def plain(number):
    return one_sheet(headed(grid(people(number, 8))))


@layout(64, "附件1：2024届毕业生生源信息汇总表.xlsx", "合并的大标题、合并的副标题（填表单位、日期）、空行，表头在第 4 行；末行合并的合计",
        "表头第 4 行，上面两行略去并列出，6 人；合并的「合计：6 人」不是毕业生，列出")
def merged_title(number):
    table = grid(people(number, 6, of_unit=("公共管理学院", "行政管理")))
    end = end_column(table)
    rows = [[Cell("某大学2024届毕业生生源信息汇总表", "title")], [Cell("填表单位（盖章）：公共管理学院          填表日期：2024年5月20日")], [], *headed(table), [Cell("合计：6 人", "title")]]
    return one_sheet(rows, "汇总表", merges=[f"A1:{end}1", f"A2:{end}2", f"A{len(rows)}:{end}{len(rows)}"])


@layout(65, "附件2：毕业生登记表（双层表头）.xlsx", "表头两层：第 2 行是合并的「学校信息」「个人信息」「生源信息」，第 3 行才是列名；学号、姓名两行竖着合并",
        "表头第 3 行；竖着合并的学号、姓名从第 2 行取；组名不当列名；5 人，13 列都对上")
def two_header_rows(number):
    columns = ["学号", "姓名", "院系", "专业", "学历层次", "预毕业时间", "毕业学校", "性别", "身份证号", "学生类别", "政治面貌", "手机号", "生源地"]
    table = grid(people(number, 5), {name: STANDARD[name] for name in columns})
    groups = ["学号", "姓名", "学校信息", "", "", "", "", "个人信息", "", "", "", "", "生源信息"]
    rows = [[Cell("毕业生登记表", "title")], [Cell(name, "header") for name in groups], [Cell("", "header")] * 2 + [Cell(name, "header") for name in columns[2:]], *table[1:]]
    return one_sheet(rows, "登记表", merges=["A1:M1", "A2:A3", "B2:B3", "C2:G2", "H2:L2"])


@layout(66, "生源核对工作簿.xlsx", "四张工作表：「填表说明」在前，「数据」在后，「选项」隐藏，「旧数据」深度隐藏",
        "选「数据」：7 人；「填表说明」没有认得的列名，跳过；隐藏的两张列出名字但不读（旧数据里也有学号、姓名）")
def several_sheets(number):
    notes = [["填表说明"], ["1. 姓名、身份证号与学籍一致"], ["2. 生源地填至区县"], ["3. 学号不得重复"]]
    options = [["性别", "学生类别"], ["男", "内地"], ["女", "香港"]]
    return workbook(Sheet("填表说明", notes), Sheet("数据", headed(grid(people(number, 7)))), Sheet("选项", options, state="hidden"),
                    Sheet("旧数据", grid(people(number, 3)), state="veryHidden"))


@layout(67, "2024届各学院汇总.xlsx", "每个学院一张工作表，列的次序不同，其中一张少「政治面貌」，一张只有表头",
        "几张都像数据：不替人选一张了事，列出各表名和行数，请指定；指定全部时按表名、行号记来源，三张 3、2、0 人")
def sheet_for_each_unit(number):
    first, second = (people(number, 5, of_unit=unit) for unit in UNITS[:2])
    turned = dict(reversed([item for item in STANDARD.items() if item[0] != "政治面貌"]))
    return workbook(Sheet("公共管理学院", grid(first[:3])), Sheet("数学学院", grid(second[3:], turned)), Sheet("外国语学院", [list(STANDARD)]))


@layout(68, "研究生毕业生及工作经历.xlsx", "毕业生在第一张表，工作经历在第二张表，用学号对；有一段的学号在第一张表里没有，一人两段",
        "主表「毕业生」3 人；明细「工作经历」按学号归并：2 段、1 段、0 段；第 5 行的学号没有这个人，列出，不丢")
def detail_sheet(number):
    persons = people(number, 3, "硕士")
    owners = [persons[0], persons[0], persons[1]]
    rows = [[one["学号"], one["姓名"], *job] for one, job in zip(owners, JOBS)]
    main = with_column(grid(persons), "入学前有工作经历", ["是", "是", "否"])
    return workbook(Sheet("毕业生", headed(main)), Sheet("工作经历", [WORK, *rows, ["2021099999", "查无此人", *JOBS[0]]]))


@layout(69, "研究生工作经历（编号列）.xlsx", "一人一行，工作经历写成编号列：工作经历1工作单位……工作经历2至；「工作经历」一列写无；有「工作经历３工作地」（全角数字）",
        "编号列归入明细：2 段、1 段、确知没有；只写了第 2 段、第 1 段空着的第 4 人按原编号说明；3 段列名转半角后认出")
def numbered_columns(number):
    persons = people(number, 4, "硕士")
    titles = ["工作经历"] + [f"工作经历{row}{name}" for row in (1, 2) for name in WORK[2:]] + ["工作经历３工作地"]
    blank = [""] * 7
    cells = [["", *JOBS[0], *JOBS[1], ""], ["", *JOBS[2], *blank, ""], ["无", *blank, *blank, ""], ["", *blank, *JOBS[1], "广东省珠海市斗门区"]]
    return one_sheet([row + more for row, more in zip(grid(persons), [titles, *cells])], "毕业生")


@layout(70, "按院系合并单元格.xlsx", "院系一列竖着合并：每个学院只在第一行有字；专业也竖着合并",
        "合并格的值用在合并的每一行（有合并区域为证），并说明；第 7 人的学历没有合并、真是空的，仍是没填")
def merged_units(number):
    table = grid(people(number, 7))
    unit, major = table[0].index("院系"), table[0].index("专业")
    for row in (2, 3, 5, 6, 7):
        table[row][unit] = table[row][major] = ""
    table[7][table[0].index("学历层次")] = ""
    letters = [column_letters(at + 1) for at in (unit, major)]
    return one_sheet(table, merges=[f"{letter}{first}:{letter}{last}" for letter in letters for first, last in ((2, 4), (5, 7))])


@layout(71, "筛选状态保存.xlsx", "按院系筛选后存盘：第 4、5、6 行隐藏；身份证号一列也隐藏",
        "隐藏的行、列照读，6 人，13 列；说明有隐藏的行")
def hidden_rows(number):
    return one_sheet(grid(people(number, 6)), hidden_rows=(4, 5, 6), hidden_columns=(4,))


@layout(72, "表格不在左上角.xlsx", "左边空两列，上面空三行，右边隔一列还有一小张「各院系人数」统计",
        "表头第 4 行，从 C 列起，4 人；右边的院系、人数两列：「院系」与正表的重复，不能混作同一人的院系，应列为剩余或说明")
def away_from_corner(number):
    table = grid(people(number, 4))
    side = [["院系", "人数"], ["外国语学院", 3], ["计算机学院", 1]]
    rows = [["", "", *row, "", *(side[at] if at < len(side) else [])] for at, row in enumerate(table)]
    return one_sheet([[], [], [], *rows])


@layout(73, "维度写错.xlsx", "文件里声明的范围是 A1:B2，实际有 13 列 5 人；另一张表声明 A1:XFD1048576",
        "声明不算数，照实际的格读，5 人；不按声明的大小占内存")
def wrong_dimension(number):
    table = grid(people(number, 5))
    return workbook(Sheet("数据", table, dimension="A1:B2"), Sheet("空白", [["（本页无内容）"]], dimension="A1:XFD1048576"))


@layout(74, "末格多一个空格.xlsx", "数据 4 人，最后一行最后一列（XFD1048576）有一个空格",
        "4 人；那个空格不算一行、不算一列，内存不涨")
def stray_last_cell(number):
    stray = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t xml:space="preserve"> </t></is></c></row>'
    return one_sheet(grid(people(number, 4)), dimension="A1:XFD1048576", extra_rows=stray)


@layout(75, "空白工作簿.xlsx", "三张工作表都是空的", "说明没有一张工作表有内容")
def empty_workbook(_number):
    return workbook(Sheet("Sheet1", []), Sheet("Sheet2", []), Sheet("Sheet3", [["", ""]]))


@values(76, "日期格与未设格式.xlsx", "预毕业时间是真日期（显示 2024.6）、中文日期格式、没有设格式的 45444、文本；提交日期带时刻",
        "设了日期格式的按日期；没有格式的 45444 在日期栏里按 1900 系统读作 2024-06 并说明；文本照文本；时刻略去并说明；60（1900-02-29）没有这一天")
def real_dates(number):
    months = [Cell(serial(2024, 6), "month"), Cell(serial(2024, 6), "chinese-date"), serial(2024, 6), "2024-06", Cell(202406), Cell(2024.6)]
    days = [Cell(serial(2023, 9), "date"), Cell(serial(2023, 9) + 0.75, "date-time"), serial(2023, 9), "2023/9/1", Cell(60, "date"), Cell(-1, "date")]
    return one_sheet(short(number, 6, "预毕业时间", months, "提交日期", days))


@values(77, "苹果电脑制表（1904）.xlsx", "1904 日期系统：同一天的序列号少 1462",
        "按文件声明的 1904 系统读：预毕业 2024-06，提交 2023-09-01；未设格式的数字也按 1904，并说明")
def other_date_system(number):
    month, day = serial(2024, 6, system=1904), serial(2023, 9, system=1904)
    table = short(number, 3, "预毕业时间", [Cell(month, "month"), month, "2024-06"], "提交日期", [Cell(day, "date"), day, ""])
    return workbook(Sheet("Sheet1", table), date1904=True)


@values(78, "数字型学号身份证.xlsx", "学号、手机号、身份证号都是数字格；身份证号因此只剩 15 位有效数字；政治面貌代码 3 靠格式显示为 03",
        "学号、手机号还原成整数文字（不带 .0、不成科学计数）；身份证号第 1、3、5 人报已损坏；末位 X 的第 2、4 人是文本，通过；第 6 人校验码本来是 0，号码本身对，但它是数字格、只有 15 位有效数字，应请人核对；代码按编码表补零要说明")
def numbers(number):
    table = grid(people_with_checks(number, "7X2X90"))
    at = {name: table[0].index(name) for name in ("学号", "身份证号", "手机号")}
    for row in table[1:]:
        row[at["学号"]], row[at["手机号"]] = int(row[at["学号"]]), int(row[at["手机号"]])
        if not row[at["身份证号"]].endswith("X"):
            row[at["身份证号"]] = Cell(float(row[at["身份证号"]][:15] + "000"), "whole")
    return one_sheet(with_column(table, "政治面貌代码", [Cell(int(CODES[row[5]]), "two-digits") for row in table[1:]]))


@values(79, "公式汇总.xlsx", "姓名是 VLOOKUP（有缓存值），学号是拼接公式，院系公式没有缓存值，专业公式的缓存值是 #N/A，预毕业时间是 =DATE(2024,6,1)",
        "用缓存值；没有缓存值的院系不能当作空，说明公式没有算过、请在表格软件里打开另存；#N/A 是读不出的值；绝不自己算公式")
def formulas(number):
    table = grid(people(number, 4))
    for at, row in enumerate(table[1:], 2):
        row[0] = Cell(row[0], formula=f'"2020"&TEXT({at},"000000")')
        row[1] = Cell(row[1], formula=f"VLOOKUP(A{at},名册!A:B,2,0)")
    table[2][table[0].index("院系")] = Cell("", formula="VLOOKUP(A3,名册!A:C,3,0)")
    table[3][table[0].index("专业")] = Cell("#N/A", formula="VLOOKUP(A4,名册!A:D,4,0)", kind="error")
    table[4][table[0].index("预毕业时间")] = Cell(serial(2024, 6), "month", "DATE(2024,6,1)")
    return one_sheet(table)


@values(80, "百分比和逻辑值.xlsx", "简历完善度是 0.75（百分比格式）、75、0.755、文本「75%」「七成」；是否栏是 TRUE/FALSE、1/0、文本",
        "百分比格式的 0.75 是 75%；没有格式的 75 是 75%，没有格式的 0.75 是 75% 还是 0.75% 不猜，交人看；TRUE 为是；「七成」读不出")
def percentages(number):
    shares = [Cell(0.75, "percent"), 75, Cell(0.755, "percent-two"), "75%", "七成", 0.75]
    return one_sheet(short(number, 6, "简历完善度", shares, "简历必填项完成", [True, False, 1, 0, "TRUE", "√"], "已授权登录", [True, True, "是", "否", "", "待核"]))


@values(81, "批注与颜色.xlsx", "有批注「此人已休学」，有黄底、红字；备注列写「标黄的须核对」",
        "批注、颜色都不读，不影响任何一格；能说明文件里有批注、没有读更好；备注是剩余列")
def comments_and_colours(number):
    table = with_column(grid(people(number, 5)), "备注", ["", "标黄的须核对", "", "", ""])
    table[2] = [Cell(value, "yellow") for value in table[2]]
    table[3][1] = Cell(table[3][1], "red")
    return one_sheet(headed(table), comments={"B3": "此人已休学，不要上报", "A1": "学号必须是十位"})


@values(82, "数据库导出（内联字符串）.xlsx", "文字都写在格子里（inlineStr），没有范围声明，格子不写地址",
        "与平常的工作簿读法相同，4 人")
def inline_strings(number):
    table = [[Cell(value, kind="inline") for value in row] for row in grid(people(number, 4))]
    return one_sheet(table, "sheet1", dimension="none", with_references=False)


@values(83, "姓名带拼音和分段字体.xlsx", "姓名有拼音注音（phonetic），专业一格里两种字体（rich text），文字前后有空格和 _x000D_",
        "注音不读进姓名；分段的字接成一格；_x000D_ 是换行符的写法，去掉并说明；首尾空格去掉")
def rich_texts(number):
    table = grid(people(number, 4))
    name = table[1][1]
    table[1][1] = Cell(f'{plain_text(name)}<rPh sb="0" eb="{len(name)}">{plain_text("linzhiyao")}</rPh>', kind="rich")
    major = table[2].index(table[2][7])
    table[2][major] = Cell(f"<r>{plain_text(table[2][major][:2])}</r><r><rPr><b/></rPr>{plain_text(table[2][major][2:])}</r>", kind="rich")
    table[3][major] = table[3][major] + "_x000D_\n"
    table[4][1] = "  " + table[4][1] + " "
    return one_sheet(table)
