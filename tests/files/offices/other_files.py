"""Other kinds of table files, files under a wrong name, and records as programs write them."""
import datetime as calendar
import json

from catalogue import group
from other_formats import dbf, encrypted, html_table, ods, ods_cell, ods_row, xls, xml_spreadsheet
from people import CODES, STANDARD, grid, people, replaced, short, text, with_column
from workbook_files import JOBS, WORK, serial
from xlsx import HEAD, Sheet, one_sheet, package, workbook

other = group("别的表格格式，改错扩展名的文件，打不开的文件")
records = group("程序写的记录：JSON、JSONL、YAML")


@other(84, "附件1 生源核对-数学学院.xls", "Excel 97-2003；两张表，第一张是封面；标题合并，表头第 3 行；学号是数字格，预毕业时间是日期格，生源地代码是数字",
       "认出 XLS；选「生源核对」，表头第 3 行，5 人；学号还原成整数文字；日期按日期；生源地代码 6 位数字读作代码")
def old_workbook(number):
    persons = people(number, 5, of_unit=("数学学院", "统计学"))
    table = grid(persons, {name: field for name, field in STANDARD.items() if name != "生源地"})
    table = with_column(table, "生源地代码", [int(one["生源地代码"]) for one in persons])
    month = table[0].index("预毕业时间")
    for row in table[1:]:
        row[0], row[month] = int(row[0]), serial(2024, 6)
    sheets = {"封面": [["某大学 数学学院", ""], ["2024年5月", ""]], "生源核对": [["数学学院2024届毕业生生源核对表"], ["填表人：骆老师"], *table]}
    return xls(sheets, merges=[("封面", 0, 0, 0, 1), ("生源核对", 0, 0, 0, len(table[0]) - 1)], formats={month: "yyyy/m/d"})


@other(85, "各班花名册（1904）.xls", "Excel 97-2003，1904 日期系统，预毕业时间两人是日期格，两人是文字",
       "按 1904 系统读，4 人，预毕业都是 2024-06")
def old_workbook_1904(number):
    month = serial(2024, 6, system=1904)
    return xls({"花名册": replaced(grid(people(number, 4)), "预毕业时间", [month, month, "2024.6", "2024年6月"])}, formats={9: "yyyy.m"}, date1904=True)


@other(86, "开源办公软件-校医院.ods", "ODS：日期格、逻辑值、百分比、数字、格内换行；一张表",
       "认出 ODS，4 人；日期 2023-09-01，逻辑值为是否，0.75 为 75%；换行的专业接成一格")
def open_document(number):
    table = replaced(grid(people(number, 4)), "专业", ["护理学\n（四年制）"])
    table = with_column(table, "提交日期", [calendar.date(2023, 9, 1), calendar.date(2023, 9, 12), "2023-09-20", ""])
    table = with_column(table, "已授权登录", [True, False, "是", ""])
    table = with_column(table, "简历完善度", [0.75, 0.6, "80%", ""])
    return ods({"Sheet1": [ods_row([ods_cell(value) for value in row]) for row in table]})


@other(87, "重复行列压缩.ods", "院系、专业相同，两格写成「重复 2 列」，两人之间「重复 2 行」空行，末尾空行重复到 1048570，空列重复到 16384",
       "重复的格展开，空行不算，末尾的百万空行不展开、不占内存；4 人，在第 2、3、6、7 行；专业与院系同字；「空表」没有内容")
def repeated_cells(number):
    table = replaced(grid(people(number, 4)), "专业", [one["培养单位"] for one in people(number, 4)])
    rows = []
    for row in table:
        cells, at = [], 0
        while at < len(row):
            times = next((end for end in range(at + 1, len(row)) if row[end] != row[at]), len(row)) - at
            cells.append(ods_cell(row[at], times))
            at += times
        rows.append(ods_row([*cells, ods_cell("", 16384 - len(row))]))
    rows.insert(3, ods_row([ods_cell("", 16384)], 2))
    return ods({"名单": [*rows, ods_row([ods_cell("", 16384)], 1048570)], "空表": [ods_row([ods_cell("", 16384)], 1048576)]})


@other(88, "教务系统导出.xls", "其实是网页（HTML 表格），GBK，扩展名 .xls，第一行是合并的标题",
       "说明这是网页存成的 .xls；能读就照读（表头第 2 行，5 人），不能读就请用表格软件另存为 .xlsx，不能说文件坏了了事")
def page_as_workbook(number):
    return html_table(grid(people(number, 5)), "gbk", "2024届毕业生名单")


@other(89, "学籍平台导出.xls", "其实是 XML 电子表格 2003，扩展名 .xls；有跳过的空格（ss:Index）",
       "说明是 XML 电子表格 2003；能读就照读（4 人，空格不错位），不能读就请另存为 .xlsx")
def xml_as_workbook(number):
    return xml_spreadsheet(replaced(grid(people(number, 4)), "政治面貌", ["", "群众", "", "群众"]), "学籍")


@other(90, "成绩系统导出.xls", "其实是 GBK 制表符分隔的文本，扩展名 .xls",
       "按内容认出文本，GBK，制表符，5 人，并说明扩展名与内容不符")
def text_as_workbook(number):
    return text(grid(people(number, 5)), "\t").encode("gbk")


@other(91, "加密-生源信息（密码另发）.xlsx", "打开要密码（密码 office2024）",
       "说明文件有密码，请去掉密码另存后再来；不问密码，不说成文件损坏")
def with_password(number):
    return encrypted(one_sheet(short(number, 2)), "office2024")


@other(92, "老学籍系统.dbf", "dBase 文件，GBK",
       "说明是 DBF，不读，请用表格软件打开后另存为 .xlsx 或 .csv")
def dbase(number):
    table = grid(people(number, 3), {"学号": "学号", "姓名": "姓名", "院系": "培养单位", "生源地": "生源地"})
    return dbf(table, [10, 12, 30, 60])


@other(93, "附件3 工作说明.xlsx", "其实是 Word 文档（docx）改了扩展名",
       "说明这是 Word 文档，里面没有工作表")
def document_as_workbook(_number):
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    package_space, relation = "http://schemas.openxmlformats.org/package/2006", "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    return package({
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{package_space}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{package_space}/relationships"><Relationship Id="rId1" Type="{relation}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'{HEAD}<w:document xmlns:w="{word}"><w:body><w:p><w:r><w:t>关于核对2024届毕业生生源信息的说明</w:t></w:r></w:p></w:body></w:document>',
    })


@other(94, "附件4 名单.xlsx", "其实是 UTF-8 的 CSV 改了扩展名",
       "按内容认出 CSV，3 人，并说明扩展名与内容不符")
def text_named_workbook(number):
    return text(grid(people(number, 3))).encode("utf-8-sig")


@other(95, "附件5 名单.csv", "其实是 XLSX 改了扩展名",
       "按内容认出工作簿，3 人，并说明扩展名与内容不符；不能当作乱码文本去读")
def workbook_named_text(number):
    return one_sheet(grid(people(number, 3)))


@other(96, "下载中断.xlsx", "工作簿只下载了前三分之二",
       "说明文件不完整，请重新下载或另存；不读出一半的人")
def cut_short(number):
    whole = workbook(Sheet("数据", grid(people(number, 6))))
    return whole[: len(whole) * 2 // 3]


def plain_records(number, count, degree="本科"):
    """People under the policy's own field names, as records."""
    return [{name: value for name, value in one.items() if name != "生源地代码"} for one in people(number, count, degree)]


def pretty(value):
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


@records(97, "就业系统接口返回.json", "外面包了一层：{\"code\":0,\"msg\":\"成功\",\"total\":3,\"data\":[…]}；第 2 人学号、手机号是数字，第 3 人身份证号是 4.40113e+17",
         "只有 data 是一列记录，读它并说明；数字的学号、手机号读成文字，不带 .0；证件号码报已损坏；找不到唯一一列记录时请人指明")
def wrapped(number):
    listed = plain_records(number, 3)
    listed[1] |= {"学号": int(listed[1]["学号"]), "手机号码": int(listed[1]["手机号码"])}
    listed[2]["证件号码"] = 4.40113e17
    return pretty({"code": 0, "msg": "成功", "total": 3, "data": listed})


@records(100, "单个毕业生（含更正申请）.json", "一个人也写成列表；明细嵌套：更正申请、高考两次、入学两次；材料是列表；明细里有多写的栏目「经办人」",
         "1 人；三个明细各 1、2、2 行；材料是两样；「更正申请.经办人」是剩余的")
def list_of_one(number):
    one = plain_records(number, 1)[0]
    home = one["生源地"]
    one |= {
        "高考次数": 2, "高考": [{"年月": "2019-06", "本人户籍地": home, "家庭户籍地": home}, {"年月": "2020年7月", "本人户籍地": home, "家庭户籍地": home}],
        "入学": [{"学历": "专科", "日期": "2018/9/1"}, {"学历": "本科", "日期": "2020-09-01"}],
        "更正申请": [{"错误字段": "生源地", "原信息": "广东省广州市白云区", "更正信息": home, "变更原因": "异地考学", "已交附表1": True,
                  "材料": ["户口本", "身份证"], "申请日期": "2023-09-18", "经办人": "孟老师"}],
    }
    return pretty([one])


@records(101, "查询结果.json", "最外层就是一个人，不是列表；栏目按分组套了一层：{\"学校\":{…},\"个人\":{…}}",
         "一个对象算 1 人；分组套的一层不是栏目，列为剩余并说明要平铺，必填的都没有；不能自己拆开")
def one_object(number):
    one = plain_records(number, 1)[0]
    school = {name: one[name] for name in ("学号", "培养单位", "专业", "学历", "系统预毕业年月")}
    return pretty({"学校": school, "个人": {name: one[name] for name in ("姓名", "性别", "证件号码")}})


@records(98, "研究生院推送.jsonl", "一行一人：数字写成字符串，null，真的 true/false，明细嵌套；第 3 行断在一半，第 5 行是空行，第 6 行是 []，末行没有换行；有 BOM",
         "4 人；第 3、6 行拒收并写明行号，其余照读；null 是没填；「届别」\"2024\" 读作 2024；工作经历 2 段、空列表是确知没有、null 是没填；数字 202406 读作 2024-06，数字 0.75 不猜是 75% 还是 0.75%")
def lines_of_records(number):
    listed = plain_records(number, 5, "硕士")
    jobs = [dict(zip(WORK[2:], job)) for job in JOBS[:2]]
    listed[0] |= {"届别": "2024", "简历完善度": "75", "高考次数": "1", "入学前有工作经历": True, "工作经历": jobs}
    listed[1] |= {"政治面貌": None, "延期毕业": False, "入学前有工作经历": "否", "工作经历": [], "高考次数": 1}
    listed[3] |= {"政治面貌": CODES["群众"], "工作经历": None, "简历完善度": 0.75, "系统预毕业年月": 202406}
    lines = [json.dumps(one, ensure_ascii=False) for one in listed]
    lines[2] = lines[2][: len(lines[2]) // 2]
    return ("\ufeff" + "\n".join([*lines[:4], "", "[]", lines[4]])).encode()


@records(99, "辅导员整理.yaml", "共同的几项用锚（&shared、*shared、<<）；学号不加引号是数字，日期不加引号，是否写 yes，学号 0 开头",
         "锚和合并展开，3 人；不加引号的 2024-06 仍是年月；yes 说明；没有加引号而以 0 开头的学号照原样，不能按八进制算；第 3 人的「毕业学校: ~」与并来的「高中/本科毕业学校」是同一项，空的不盖掉有的")
def with_anchors(number):
    first, second, third = people(number, 3)
    own = ["姓名", "性别", "证件号码", "政治面貌", "手机号码", "生源地"]
    shared = "".join(f"  {name}: {first[name]}\n" for name in ("学生类别", "学历", "系统预毕业年月", "培养单位", "专业"))

    def mine(one):
        return "".join(f"  {name}: '{one[name]}'\n" for name in own)

    return (
        f"# 辅导员手工整理\n- &shared\n{shared}  高中/本科毕业学校: {first['高中/本科毕业学校']}\n  学号: {first['学号']}\n{mine(first)}"
        f"- <<: *shared\n  学号: {second['学号']}\n  延期毕业: no\n  已授权登录: yes\n  提交日期: 2023-09-12\n{mine(second)}"
        f"- <<: *shared\n  学号: 0020077001\n  工作经历: []\n  毕业学校: ~\n{mine(third)}"
    ).encode()
