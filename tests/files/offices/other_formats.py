"""OpenDocument, DBF, HTML, XML Spreadsheet 2003, Excel 97 and encrypted workbooks. The last two need the packages named in generate.py."""
import datetime as calendar
import io
import struct
from html import escape
from unittest import mock

from xlsx import package

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def ods_cell(value, repeated=1):
    """One cell of OpenDocument; `repeated` of the same."""
    times = f' table:number-columns-repeated="{repeated}"' if repeated > 1 else ""
    if value is None or value == "":
        return f"<table:table-cell{times}/>"
    if isinstance(value, bool):
        word = str(value).lower()
        return f'<table:table-cell{times} office:value-type="boolean" office:boolean-value="{word}"><text:p>{word.upper()}</text:p></table:table-cell>'
    if isinstance(value, calendar.date):
        shown = f"{value.year}/{value.month}/{value.day}"
        return f'<table:table-cell{times} office:value-type="date" office:date-value="{value}"><text:p>{shown}</text:p></table:table-cell>'
    if isinstance(value, float) and 0 < value < 1:
        return f'<table:table-cell{times} office:value-type="percentage" office:value="{value}"><text:p>{value:.0%}</text:p></table:table-cell>'
    if isinstance(value, (int, float)):
        return f'<table:table-cell{times} office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
    paragraphs = "".join(f"<text:p>{escape(part)}</text:p>" for part in str(value).split("\n"))
    return f'<table:table-cell{times} office:value-type="string">{paragraphs}</table:table-cell>'


def ods_row(cells, repeated=1):
    times = f' table:number-rows-repeated="{repeated}"' if repeated > 1 else ""
    return f'<table:table-row{times}>{"".join(cells)}</table:table-row>'


def ods(sheets):
    """A spreadsheet from sheet names and their rows of XML."""
    tables = "".join(f'<table:table table:name="{escape(name)}">{"".join(rows)}</table:table>' for name, rows in sheets.items())
    spaces = " ".join(f'xmlns:{name}="{OFFICE}{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {spaces} office:version="1.3">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest xmlns:manifest="{OFFICE}manifest:1.0" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return package({"mimetype": ODS_TYPE, "content.xml": content, "META-INF/manifest.xml": manifest})


def dbf(table, widths, encoding="gbk"):
    """dBase III with character fields; names of fields have at most ten bytes."""
    names = [name.encode(encoding) for name in table[0]]
    row_size = 1 + sum(widths)
    head = struct.pack("<BBBBIHH16xBB2x", 3, 124, 5, 20, len(table) - 1, 32 + 32 * len(names) + 1, row_size, 0, 0x7A)
    fields = b"".join(struct.pack("<11sc4xBB14x", name, b"C", width, 0) for name, width in zip(names, widths, strict=True))
    rows = b"".join(b" " + b"".join(str(value).encode(encoding).ljust(width) for value, width in zip(row, widths)) for row in table[1:])
    return head + fields + b"\r" + rows + b"\x1a"


def html_table(table, charset, title=""):
    """What web systems send as an Excel file: a page with one table."""
    lines = "".join("<tr>" + "".join(f"<td x:str>{escape(str(value))}</td>" for value in row) + "</tr>\r\n" for row in table)
    caption = f'<tr><td colspan="{len(table[0])}" align="center"><b>{escape(title)}</b></td></tr>\r\n' if title else ""
    return (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>'
        f'<meta http-equiv="Content-Type" content="text/html; charset={charset}"></head>\r\n<body><table border="1">\r\n{caption}{lines}</table></body></html>\r\n'
    ).encode(charset)


def xml_spreadsheet(table, name="Sheet1"):
    """XML Spreadsheet 2003; skipped cells are told by ss:Index."""
    lines = []
    for row in table:
        cells, skipped = "", False
        for at, value in enumerate(row, 1):
            if value == "":
                skipped = True
                continue
            index = f' ss:Index="{at}"' if skipped else ""
            kind = "Number" if isinstance(value, (int, float)) else "String"
            cells += f'<Cell{index}><Data ss:Type="{kind}">{escape(str(value))}</Data></Cell>'
            skipped = False
        lines.append(f"<Row>{cells}</Row>\n")
    return (
        '<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        f'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">\n<Worksheet ss:Name="{name}"><Table>\n{"".join(lines)}</Table></Worksheet>\n</Workbook>\n'
    ).encode()


def xls(sheets, merges=(), formats=None, date1904=False):
    """Excel 97-2003 from sheet names and tables. merges: sheet name, first row, last row, first column, last column;
    formats: column number to number format of its numbers."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = int(date1904)
    for name, table in sheets.items():
        sheet = book.add_sheet(name)
        for at, row in enumerate(table):
            for column, value in enumerate(row):
                style = xlwt.Style.default_style
                if formats and column in formats and isinstance(value, (int, float)):
                    style = xlwt.easyxf(num_format_str=formats[column])
                if value != "":
                    sheet.write(at, column, value, style)
    for name, *corners in merges:
        book.get_sheet(name).merge(*corners)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def encrypted(workbook_bytes, password):
    """A workbook under a password, with salts and the time held fixed."""
    from msoffcrypto.format.ooxml import OOXMLFile
    from msoffcrypto.method.container import ecma376_encrypted

    class FixedTime(calendar.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(2024, 5, 20, 9, 0, 0)

    salts = iter(range(1, 256))
    buffer = io.BytesIO()
    with (
        mock.patch("secrets.token_bytes", lambda size: bytes((next(salts) * 31 + at * 7) % 256 for at in range(size))),
        mock.patch.object(ecma376_encrypted, "datetime", FixedTime),
    ):
        OOXMLFile(io.BytesIO(workbook_bytes)).encrypt(password, buffer)
    return buffer.getvalue()
