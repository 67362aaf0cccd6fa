"""Text files: encodings, separators, quoting, line ends, and what stands around the table."""
from catalogue import group
from people import STANDARD, grid, people, replaced, short, text

encoding = group("文本文件：编码、分隔符、换行")
shape = group("文本文件：表头上下、多余的行列、缺损")


@encoding(1, "2024届毕业生信息（导出）.csv", "UTF-8 带 BOM，CRLF，十三项必填都有，列名用学校常见的别名",
          "最平常的一份：CSV，UTF-8（带 BOM），第 1 行是表头，13 列都对上，8 人，没有一处要说明。BOM 不算进第一个列名")
def plain(number):
    return text(grid(people(number, 8))).encode("utf-8-sig")


@encoding(2, "毕业生名单-网页下载.csv", "UTF-8 不带 BOM，LF，每格都加引号",
          "CSV，UTF-8，6 人，与不加引号的读法相同")
def quoted(number):
    return text(grid(people(number, 6)), ends="\n", quote_all=True).encode()


@encoding(3, "计算机学院2024届生源信息.csv", "GBK，CRLF（Excel 另存为 CSV 的样子）",
          "认出 GBK（GB18030），12 人，汉字无一错")
def gbk(number):
    return text(grid(people(number, 12, of_unit=("计算机学院", "软件工程")))).encode("gbk")


@encoding(4, "生僻字姓名-公安系统补录.csv", "GB18030，姓名里有四字节的字：𠮷、䶮、㛃、𬱖",
          "认出 GB18030，5 人；四个字照样读出，不变成问号或两个半字")
def four_bytes(number):
    names = ["林𠮷", "梁䶮", "邱㛃", "贺𬱖", "温玥"]
    return text(replaced(grid(people(number, 5)), "姓名", names)).encode("gb18030")


@encoding(5, "Unicode文本-外事处.txt", "UTF-16LE 带 BOM，制表符分隔（Excel「Unicode 文本」）",
          "认出 UTF-16LE 和制表符，6 人")
def utf16(number):
    return b"\xff\xfe" + text(grid(people(number, 6)), "\t").encode("utf-16-le")


@encoding(6, "生源信息(大端).txt", "UTF-16BE 带 BOM，制表符分隔",
          "认出 UTF-16BE 和制表符，3 人")
def utf16_big(number):
    return b"\xfe\xff" + text(grid(people(number, 3)), "\t").encode("utf-16-be")


@encoding(7, "外国语学院.tsv", "UTF-8，制表符分隔，专业名里有英文逗号和引号",
          "TSV，6 人；专业「翻译,笔译\"A\"班」里的逗号、引号是内容")
def tabs(number):
    table = replaced(grid(people(number, 6, of_unit=("外国语学院", "翻译"))), "专业", ["翻译,笔译\"A\"班", "翻译,口译\"B\"班"])
    return "".join("\t".join(row) + "\n" for row in table).encode()


@encoding(8, "法学院 生源地核对.txt", "GBK，制表符分隔，扩展名 .txt，文件名里有空格",
          "认出 GBK 和制表符，7 人")
def gbk_tabs(number):
    return text(grid(people(number, 7, of_unit=("法学院", "法学"))), "\t").encode("gbk")


@encoding(9, "合作办学-分号分隔.csv", "UTF-8，分号分隔；专业一列里有逗号",
          "认出分号，4 人；「金融学,双学位」是一格")
def semicolons(number):
    table = replaced(grid(people(number, 4)), "专业", ["金融学,双学位", "金融学", "会计学,双学位", "会计学"])
    return text(table, ";").encode("utf-8-sig")


@encoding(10, "就业系统导出（格内换行）.csv", "引号里有换行：表头「身份证\\n号码」「手机\\n号」，专业、毕业学校里也有",
          "5 人；列名去掉换行就是身份证号码、手机号；格内换行不另起一行，行号按每人开始的那一行")
def line_breaks(number):
    table = grid(people(number, 5))
    table[0][table[0].index("身份证号")] = "身份证\n号码"
    table[0][table[0].index("手机号")] = "手机\n号"
    table = replaced(table, "专业", ["行政管理\n（辅修法学）", "行政管理"])
    table = replaced(table, "毕业学校", ["番禺青禾\r\n中学"])
    return text(table).encode("utf-8-sig")


@encoding(11, "旧苹果电脑另存.csv", "只用 CR 换行，UTF-8",
          "认出 CR 换行，5 人，不能读成一行")
def carriage_returns(number):
    return text(grid(people(number, 5)), ends="\r").encode()


@encoding(12, "两台电脑接着填.csv", "前几行 CRLF，后几行 LF，最后一行没有换行，中间有一个空行",
          "6 人；空行不算；最后一人不丢；行号照文件里的行")
def mixed_ends(number):
    lines = text(grid(people(number, 6))).split("\r\n")[:-1]
    return ("\r\n".join(lines[:4]) + "\r\n\r\n" + "\n".join(lines[4:])).encode()


@encoding(13, "编码拼接错误.csv", "前半 GBK，后面粘了两行 UTF-8",
          "整份按 GB18030 读；后两人的汉字成了乱码或 �，学号、号码仍在：应逐人指出性别、政治面貌、生源地等读不出，或说明文件里混有两种编码；不能悄悄改")
def two_encodings(number):
    lines = text(grid(people(number, 6))).splitlines(keepends=True)
    return "".join(lines[:5]).encode("gbk") + "".join(lines[5:]).encode()


@shape(14, "2024届毕业生生源信息统计表（上报）.csv", "表头上面有标题行、填表单位行、空行；行尾补足逗号",
          "表头在第 4 行，标题、填表单位两行略去并说明，5 人，第一人在第 5 行")
def title_above(number):
    table = grid(people(number, 5, of_unit=("数学学院", "统计学")))
    pad = [""] * (len(table[0]) - 1)
    notes = [["某大学2024届毕业生生源信息统计表", *pad], ["填表单位：数学学院", *pad], ["", *pad]]
    return text(notes + table).encode("gbk")


@shape(15, "就业管理系统模板-双语表头.csv", "中文表头下面还有一行英文短名：XH、XM、XB、SFZH……",
          "第 1 行是表头，第 2 行认作短名行略去并说明，5 人，没有叫「XM」的人")
def short_names(number):
    table = grid(people(number, 5))
    names = "XH XM XB SFZH XSLB ZZMM YXMC ZYMC XLCC YBYSJ BYXX SJH SYD".split()
    return text([table[0], names, *table[1:]]).encode("utf-8-sig")


@shape(16, "生源信息采集表（含填写说明）.csv", "表头下面一行是填写说明：「必填，与学籍一致」「18位」……",
          "第 2 行认作说明略去并列出，5 人")
def descriptions(number):
    table = grid(people(number, 5))
    hints = ["必填", "必填，与学籍一致", "男/女", "必填，18位", "内地/香港/澳门/台湾", "见选项", "学院全称", "专业全称", "专科/本科/硕士/博士",
             "格式：2024-06", "不要填“毕业学校”四个字", "11位", "填至区县，如：广东省广州市番禺区"]
    return text([table[0], hints, *table[1:]]).encode("utf-8-sig")


@shape(17, "采集表（示例行未删）.csv", "表头下面留着示例行：学号「示例」，姓名张三，号码是 ×",
          "示例行像一个人，不能猜着删：照一人读，证件号码、手机号码样子不对的照常指出；另有 4 人")
def example_row(number):
    table = grid(people(number, 4))
    sample = ["示例", "张三", "男", "440xxx20020101xxxx", "内地", "共青团员", "××学院", "××专业", "本科", "2024-06", "××中学", "139xxxxxxxx", "广东省广州市番禺区"]
    return text([table[0], sample, *table[1:]]).encode("utf-8-sig")


@shape(18, "文学院（末尾空列空行）.csv", "右边三列全空（没有列名），下面 6 行只有逗号",
          "没有名字也没有内容的列不提，空行不算，5 人")
def empty_tail(number):
    table = [row + ["", "", ""] for row in grid(people(number, 5, of_unit=("文学院", "汉语言文学")))]
    return text(table + [[""] * len(table[0])] * 6).encode("utf-8-sig")


@shape(19, "手工录入-各行长短不一.csv", "第 2 人行尾少两格，第 3 人多两个空格子，第 4 人专业里的逗号没加引号，多出一格",
          "第 1、3、5 人照读；第 2 人少格、第 4 人多格，从哪里错开不知道，整行拒收并说出各有几格，原来的格子保留")
def ragged(number):
    lines = text(grid(people(number, 5))).splitlines()
    lines[2] = lines[2].rsplit(",", 2)[0]
    lines[3] += ",,"
    lines[4] = lines[4].replace("院,", "院,翻译（法律,", 1)  # a comma inside a name of a subject, not quoted
    return "\r\n".join([*lines, ""]).encode("utf-8-sig")


@shape(20, "体育学院名单（带合计）.csv", "末尾有「合计,5 人」和「制表人：… 审核人：… 2024年5月20日」",
          "5 人；合计、制表人两行不是毕业生，略去或拒收，并列出，不能算第 6、7 人")
def total_row(number):
    table = grid(people(number, 5, of_unit=("体育学院", "体育教育")))
    rest = [""] * (len(table[0]) - 2)
    return text([*table, ["合计", "5 人", *rest], ["制表人：林老师", "审核人：尹老师    2024年5月20日", *rest]]).encode("gbk")


@shape(21, "物理学院（从文档粘贴）.csv", "第 2 人专业是 光学\"A\"班（引号在格中间），第 4 人的引号开了没有合上",
          "前 3 人照读，第 2 人的引号是内容；第 4 人起一直到文件末尾被引号包住：在那一行说引号没有合上，后面几行没有读到，不能悄悄少两个人")
def unbalanced(number):
    rows = text(grid(people(number, 6, of_unit=("物理学院", "光学")))).splitlines()
    parts = [row.split(",") for row in rows]
    parts[2][7] = '光学"A"班'
    parts[4][7] = '"' + parts[4][7]
    lines = [",".join(row) for row in parts]
    return "\r\n".join([*lines, ""]).encode("utf-8-sig")


@shape(22, "两次导出合并.csv", "同一学号出现两次：一对完全相同，一对手机号不同；中间又夹了一行表头",
          "夹着的表头略去并说明；重复的两对都指出两处的行号，不替人选哪一行")
def duplicates(number):
    first = grid(people(number, 5))
    again = grid(people(number, 2))
    again = replaced(again, "手机号", [again[1][-2], "19900009999"])
    return text(first + again).encode("utf-8-sig")


@shape(23, "空表.csv", "0 个字节", "没有表头，说明文件是空的")
def nothing(_number):
    return b""


@shape(24, "只有空行.csv", "有 BOM，三行全是逗号", "没有表头，说明没有一格有内容")
def only_commas(_number):
    return text([[""] * 5] * 3).encode("utf-8-sig")


@shape(25, "模板-待填写.csv", "只有表头", "13 列都对上，0 人，不是错误，但要说一个人也没有")
def header_only(_number):
    return text([list(STANDARD)]).encode("utf-8-sig")


@shape(26, "没有表头的名单.csv", "第一行就是数据",
          "找不到表头：说明没有一列认得出，不能把第一个人当列名后继续读")
def without_header(number):
    return text(grid(people(number, 4))[1:]).encode("utf-8-sig")


@shape(27, "竖排-单个毕业生.csv", "每行一项：左边是栏目名，右边是内容（登记表横竖颠倒）",
          "不是一行一人的表：说明认不出表头（或只认出一两列），请转成一行一人，不要读成 12 个人")
def upright(number):
    return text([list(pair) for pair in zip(*grid(people(number, 1)), strict=True)]).encode("utf-8-sig")


@shape(28, "简表（三列名单）.csv", "只有学号、姓名、院系三列",
          "3 列对上，其余 10 项必填的列都没有，一次列全；3 人照读")
def narrow(number):
    return text(short(number, 3)).encode("utf-8-sig")
