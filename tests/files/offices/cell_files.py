"""Cells as they come: widths, blanks, apostrophes, damaged numbers, dates, ticks, placeholders, errors, formula-like texts."""
from catalogue import group
from people import grid, people, people_with_checks, replaced, short, text, with_column

cell = group("单元格：宽窄、空白、损坏、各种写法")


def full_width(value):
    return "".join(chr(ord(mark) + 0xFEE0) if "!" <= mark <= "~" else mark for mark in value)


@cell(40, "全角数字和空格.csv", "学号、身份证号、手机号是全角；姓名中间有空格（半角、全角、不换行）；政治面貌前后有空白；有零宽字符",
      "号码转成半角，姓名去掉中间空格，都列为「转换过」；身份证校验通过；第 6 人姓名里的间隔号「•」保留不删；「（群众）」去掉括号对得上，说明，或原文照列")
def wide(number):
    table = grid(people(number, 6))
    for at in (1, 2):
        table[at] = [full_width(value) for value in table[at]]
    table = replaced(table, "姓名", ["林　知", "梁 予安", "邱\u00a0禾", " 贺砚清 ", "\u200b温沐川\ufeff", "阿依古丽•买买提"])
    table = replaced(table, "政治面貌", ["共青团员　", " 群众", "\t共青团员", "中共党员 ", "（群众）", "共青团员"])
    return text(table).encode("utf-8-sig")


@cell(41, "前置单引号.csv", "学号、身份证号、手机号用 ' 开头，或写成 =\"…\"，或末尾带制表符（防止表格软件改数字）",
      "去掉 '、=\"\" 外壳和制表符，列为「转换过」；公式外壳只认一对引号里的文字，其余公式样的按原文；身份证校验通过")
def apostrophes(number):
    table = grid(people(number, 6))
    shells = ["'{}", '="{}"', "{}\t", "’{}", "\t{}", "‘{}"]
    for row, shell in zip(table[1:], shells):
        for at, title in enumerate(table[0]):
            if title in ("学号", "身份证号", "手机号"):
                row[at] = shell.format(row[at])
    return text(table).encode("utf-8-sig")


@cell(42, "前导零丢失.csv", "政治面貌、学历、性别三列写的是编码：1、3（应为 01、03），学历 1（应为 01）；学号本来以 0 开头，短了一位",
      "编码 1、3 按编码表只有 01、03 可对，说明补过零；学号不补，照读到的，长短与别人不同的说明")
def lost_zeros(number):
    table = short(number, 5, "政治面貌", ["1", "3", "13", "2", "03"], "学历", ["31", "31", "1", "11", "01"], "性别", ["1", "2", "1", "2", "1"])
    return text(replaced(table, "学号", ["0720530001", "720530002", "720530003", "0720530004", "720530005"])).encode("gbk")


@cell(43, "身份证号变成科学计数.csv", "身份证号成了 4.40113E+17，手机号 1.99E+10，学号 2.02E+09；第 4 人完好",
      "证件号码、手机号、学号都报已损坏，原文照列，不复原；学号损坏后三人相同，不能因此当成同一人合并；第 4 人完好")
def scientific(number):
    table = grid(people(number, 4))
    table = replaced(table, "身份证号", ["4.40113E+17", "4.30405e+17", "1.10105E+017"])
    table = replaced(table, "手机号", ["1.99E+10", "1.99E+10", "1.99e+10"])
    return text(replaced(table, "学号", ["2.02E+09"] * 3)).encode("gbk")


@cell(44, "身份证后三位变0.csv", "身份证号只剩 15 位有效数字，后三位成了 000；末位是 X 的没有坏（原来就是文字）",
      "凡末三位 000 且校验码不对的，报「后三位可能被表格软件改成 0」，不复原；校验码碰巧是 0 的（第 5 人）看不出来，按读到的算；末位 X 的（第 6 人）通过；第 7 人写成 …00.0；第 8 人是 15 位旧号码，交人工核对")
def fifteen_digits(number):
    chosen = people_with_checks(number, "63940X28")
    numbers = [one["证件号码"] if one["证件号码"].endswith("X") else one["证件号码"][:15] + "000" for one in chosen]
    numbers[6] += ".0"
    whole = chosen[7]["证件号码"]
    numbers[7] = whole[:6] + whole[8:14] + whole[14:17]
    return text(replaced(grid(chosen), "身份证号", numbers)).encode("gbk")


@cell(45, "日期成了序列号.csv", "提交日期、预毕业时间、退回日期是 45170 这样的序列号，有的带小数",
      "CSV 里看不出是 1900 还是 1904 系统：日期列里 40000 上下的五位整数按 1900 系统读出并说明，或交人看；不能悄悄当成数字；45444.0 与 45444 一样，45170.75 含时刻；"
      "45170 是 2023-09-01，45444 是 2024-06-01；60（1900-02-29）、0、99999999 读不出")
def serial_numbers(number):
    table = short(number, 5, "预毕业时间", ["45444", "45444.0", "2024-06", "45474", "45444"], "提交日期", ["45170", "45182", "2023-09-20", "45170.75", ""])
    return text(with_column(table, "退回日期", ["", "60", "", "0", "99999999"])).encode("gbk")


@cell(46, "日期各种写法.csv", "每人一种写法：2024.6、2024/6/1、20240601、2024年6月、24.6.1、二〇二四年六月、Jun-24、2024-06-01 00:00:00……",
      "预毕业时间取年月，提交日期取日；年份两位的 24.6.1 和 Jun-24 交人看，不猜世纪；2024-13、2023-02-30、2023-09-31、「6月」读不出，原文照列；带日的年月取年月并说明")
def dates(number):
    months = ["2024.6", "2024/6/1", "20240601", "2024年6月", "24.6.1", "二〇二四年六月", "Jun-24", "2024-06-01 00:00:00", "2024-13", "6月", "２０２４．０６", "202406"]
    days = ["2023.9.1", "2023/9/1", "20230901", "2023年9月1日", "23.9.1", "二〇二三年九月一日", "1-Sep-23", "2023-09-01T08:30:00+08:00", "2023-02-30", "9月1日", "２０２３－９－１", "2023-09-31"]
    return text(short(number, 12, "预毕业时间", months, "提交日期", days)).encode("utf-8-sig")


@cell(47, "是否列各种写法.csv", "是、否、有、无、√、×、Y、N、1、0、TRUE、对勾的几种字、空白、「是（已交）」「？」",
      "是/有/√/✓/☑/Y/1/TRUE 为是，否/无/×/✗/N/0/FALSE 为否，都说明；空的是没填，不是否；「是（已交）」「？」「-」读不出，原文照列")
def ticks(number):
    first = ["是", "有", "√", "Y", "1", "TRUE", "✓", "是（已交）", "yes", "☑", "对", ""]
    second = ["否", "无", "×", "N", "0", "FALSE", "✗", "？", "no", "□", "-", "未"]
    return text(short(number, 12, "已授权登录", first, "延期毕业", second)).encode("utf-8-sig")


@cell(48, "占位文字.csv", "毕业学校还是「毕业学校」；其余写无、暂无、不详、待定、/、—、未填、同上、NULL、N/A",
      "「毕业学校」四字按未填并说明；是否、日期、地名里的无、暂无、/ 等是没有内容还是「没有」，不替人定：读不出的原文照列；「同上」不能照抄上一行")
def placeholders(number):
    schools = ["毕业学校", "毕业学校 ", "无", "暂无", "不详", "待定", "/", "—", "未填", "同上", "NULL", "N/A"]
    days = ["", "无", "暂无", "不详", "待定", "/", "——", "未填", "同上", "NULL", "N/A", "0000-00-00"]
    homes = ["广东省广州市番禺区", "无", "暂无", "不详", "待定", "/", "——", "请选择", "同上", "NULL", "N/A", "省市区"]
    return text(short(number, 12, "毕业学校", schools, "退回日期", days, "生源地", homes)).encode("utf-8-sig")


@cell(49, "公式错误值.csv", "单元格是 #N/A、#REF!、#VALUE!、#NAME?、#DIV/0!、########",
      "都是读不出的值，说明是公式出错或列太窄存下来的，原文照列；院系这样的文本栏也一样，不能当作院系名")
def errors(number):
    table = replaced(grid(people(number, 6)), "院系", ["#N/A", "#REF!"])
    table = replaced(table, "手机号", ["19900004901", "19900004902", "#VALUE!", "#NAME?"])
    return text(replaced(table, "预毕业时间", ["2024-06", "2024-06", "2024-06", "2024-06", "#DIV/0!", "########"])).encode("gbk")


@cell(50, "公式样的单元格.csv", "专业以 = + - @ 开头：=HYPERLINK(…)、+行政管理、=1+1；手机号以 +86、0086 开头，有空格、短横，一格写两个号码",
      "按原文读作文字，绝不计算；手机号的 +86、0086、空格、短横去掉并说明，两个号码的不替人选；以后写进工作簿时是文字格")
def formula_like(number):
    table = grid(people(number, 5))
    table = replaced(table, "专业", ['=HYPERLINK("http://example.invalid","点这里")', "+行政管理", "-行政管理", "@统计学", "=1+1"])
    table = replaced(table, "手机号", ["+8619900005001", "+86 199 0000 5002", "0086-19900005003", "199-0000-5004", "19900005005/19900005006"])
    return text(table).encode("utf-8-sig")


@cell(51, "选项写法不一.csv", "性别写男性、M、F、女生；学历写本科生、大学本科、研究生、硕研；政治面貌写团员、党员、预备党员、共青团员（保留）、民革、01 中共党员；结业类型写毕业生",
      "别名认得的读出；M、F、女生、研究生、硕研、毕业生不在选项里，提示相近的，不猜；「01 中共党员」代码和文字连写，两者一致可读并说明，或原文照列")
def options(number):
    table = short(number, 7, "性别", ["男性", "女性", "M", "F", "女生", "男 ", "1"], "学历", ["本科生", "大学本科", "研究生", "硕研", "硕士研究生", "本科生毕业", "31"])
    table = with_column(table, "政治面貌", ["团员", "党员", "预备党员", "共青团员（保留）", "民革", "01 中共党员", "共青团团员"])
    return text(with_column(table, "结业类型", ["毕业", "结业", "毕业生", "", "肄业", "毕业", "毕业"])).encode("gbk")


@cell(52, "超长和怪字符.csv", "备注列一格 4000 字；姓名有表情符号、控制字符、从右到左的标记、组合音标、半个代理对留下的 �",
      "长格照读，列出时截短；控制字符和不可见标记去掉并说明；� 说明原文件已经损坏，不猜")
def odd_characters(number):
    table = short(number, 5, "备注", ["长" * 4000, "", "", "", ""], "政治面貌", ["共青团员", "共青\u0007团员", "群众\u202e", "群众", "群\ufffd"])
    return text(replaced(table, "姓名", ["林知遥😀", "梁\u0000予安", "邱\u202e书禾", "José\u0301", "贺\ufffd清"])).encode("utf-8-sig")
