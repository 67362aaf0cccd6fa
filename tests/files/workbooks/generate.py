"""Makes the workbooks that no library of ours can write. All people in them are invented.

    pip install xlwt msoffcrypto-tool openpyxl
    python3 generate.py

The two .xlsx files differ a little at every run (a salt, the time of saving); the others do not.
"""

import datetime
import io
import pathlib
import struct

import msoffcrypto.format.ooxml
import openpyxl
import xlwt
from xlwt.CompoundDoc import XlsDoc

FOLDER = pathlib.Path(__file__).parent
# Longer than a record may be, with wide characters from the middle on.
LONG = "a" * 9000 + "长" * 9000


def students():
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("毕业生")
    date = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    moment = xlwt.easyxf(num_format_str='yyyy"年"m"月"d"日" h:mm')
    share = xlwt.easyxf(num_format_str="0%")
    stretch = xlwt.easyxf(num_format_str="[h]:mm:ss")
    sheet.write_merge(0, 0, 0, 8, "2024 届毕业生生源信息")
    for column, name in enumerate(["院系", "学号", "姓名", "入学日期", "登记时间", "比例", "时长", "在读", "备注"]):
        sheet.write(1, column, name)
    sheet.write_merge(2, 4, 0, 0, "计算机学院")
    for row, name in enumerate(["张三", "李四", "王五"], start=2):
        sheet.write(row, 1, 20200000 + row)
        sheet.write(row, 2, name)
        sheet.write(row, 3, datetime.date(2020, 9, row), date)
        sheet.write(row, 4, datetime.datetime(2024, 6, 1, 8, 30), moment)
        sheet.write(row, 5, 0.8, share)
        sheet.write(row, 6, 1.25, stretch)
        sheet.write(row, 7, row != 3)
    sheet.write(2, 8, 3.25)
    sheet.write_rich_text(3, 8, [("上半", xlwt.easyfont("bold on")), "下半"])
    sheet.row(4).set_cell_error(8, 0x2A)
    sheet.write(6, 8, LONG)
    sheet.write(7, 8, "后面的文字")
    hidden = book.add_sheet("备份")
    hidden.visibility = 1
    hidden.write(0, 0, "旧")
    book.add_sheet("空表")
    book.save(str(FOLDER / "students.xls"))


def days_from_1904():
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = True
    sheet = book.add_sheet("表")
    sheet.write(0, 0, datetime.date(2024, 6, 1), xlwt.easyxf(num_format_str="yyyy/m/d"))
    sheet.write(0, 1, 43982)
    book.save(str(FOLDER / "days-1904.xls"))


def record(kind, body):
    return struct.pack("<HH", kind, len(body)) + body


def container(stream, name):
    """XlsDoc pads the stream with zeros, as Excel does."""
    document = XlsDoc()
    path = FOLDER / name
    with open(path, "wb") as file:
        document.save(file, stream)


def old_gbk():
    """Excel 5: texts are bytes in a code page. Formulas with a text, a truth value, an error, a number."""
    def text(string):
        written = string.encode("gbk")
        return struct.pack("<H", len(written)) + written

    def cell(row, column):
        return struct.pack("<HHH", row, column, 0)

    def formula(row, column, result):
        return record(0x0006, cell(row, column) + result + struct.pack("<HIH", 0, 0, 0))

    name = "毕业生".encode("gbk")
    bound = lambda start: record(0x0085, struct.pack("<IBBB", start, 0, 0, len(name)) + name)
    start = record(0x0809, struct.pack("<HHHH", 0x0500, 0x0005, 0, 0)) + record(0x0042, struct.pack("<H", 936))
    start += record(0x00E0, struct.pack("<HH", 0, 0) + bytes(12))
    end = record(0x000A, b"")
    sheet = record(0x0809, struct.pack("<HHHH", 0x0500, 0x0010, 0, 0))
    sheet += record(0x0204, cell(0, 0) + text("姓名")) + record(0x0204, cell(0, 1) + text("籍贯"))
    sheet += record(0x0204, cell(1, 0) + text("张三")) + record(0x0203, cell(1, 1) + struct.pack("<d", 1.5))
    sheet += record(0x00BD, struct.pack("<HHHiHiH", 2, 0, 0, 7 << 2 | 2, 0, 725 << 2 | 3, 1))
    sheet += formula(3, 0, b"\0\0\0\0\0\0\xff\xff") + record(0x0207, text("算出"))
    sheet += formula(3, 1, b"\1\0\1\0\0\0\xff\xff") + formula(3, 2, b"\2\0\x17\0\0\0\xff\xff")
    sheet += formula(3, 3, struct.pack("<d", 2.0)) + formula(3, 4, b"\3\0\0\0\0\0\xff\xff")
    # A chart within the sheet: its numbers are not cells.
    sheet += record(0x0809, struct.pack("<HHHH", 0x0500, 0x0020, 0, 0))
    sheet += record(0x0203, cell(9, 9) + struct.pack("<d", 9.0)) + end
    sheet += record(0x0203, cell(4, 0) + struct.pack("<d", 4.0)) + end
    stream = start + bound(len(start + bound(0) + end)) + end + sheet
    container(stream, "excel5-gbk.xls")
    container(start[:12] + record(0x002F, bytes(6)) + start[12:] + end, "password.xls")


def encrypted():
    book = openpyxl.Workbook()
    book.active["A1"] = "密"
    plain, locked = io.BytesIO(), io.BytesIO()
    book.save(plain)
    plain.seek(0)
    msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("123456", locked)
    (FOLDER / "password.xlsx").write_bytes(locked.getvalue())


def written_by_a_program():
    """Formulas without results, shares, merged cells, as openpyxl writes them."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "成绩"
    sheet.append(["学号", "比例", "日期", "合计"])
    for row in range(2, 5):
        sheet.append([f"S{row}", 0.8, datetime.datetime(2024, 6, row), f"=SUM(B{row}:B{row})"])
        sheet.cell(row, 2).number_format = "0.0%"
    sheet.merge_cells("E2:E4")
    sheet["E2"] = "数学系"
    book.save(FOLDER / "openpyxl.xlsx")


students()
days_from_1904()
old_gbk()
encrypted()
written_by_a_program()
