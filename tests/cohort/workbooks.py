"""A table as XLSX and ODS, byte for byte the same every time: days as days, shares as shares, whole numbers as numbers, all else as text."""

import datetime
import re
import zipfile
from xml.sax.saxutils import escape

DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
SHARE = re.compile(r"(\d+)%")
NUMBER = re.compile(r"[1-9]|0")
MADE = (2023, 9, 28, 0, 0, 0)


def kind(text):
    if found := DAY.fullmatch(text):
        try:
            return "day", datetime.date(*map(int, found.groups()))
        except ValueError:
            return "text", text
    if found := SHARE.fullmatch(text):
        return "share", int(found[1]) / 100
    if NUMBER.fullmatch(text):
        return "number", int(text)
    return "text", text


def pack(path, files, stored=()):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            info = zipfile.ZipInfo(name, MADE)
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, text)


def letters(column):
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def xlsx(path, sheet, rows):
    shared, numbers = [], {}

    def cell(row, column, text):
        at = f"{letters(column)}{row}"
        what, value = kind(text)
        if what == "day":
            return f'<c r="{at}" s="1"><v>{(value - datetime.date(1899, 12, 30)).days}</v></c>'
        if what == "share":
            return f'<c r="{at}" s="2"><v>{value}</v></c>'
        if what == "number":
            return f'<c r="{at}"><v>{value}</v></c>'
        if text not in numbers:
            numbers[text] = len(shared)
            shared.append(text)
        return f'<c r="{at}" t="s"><v>{numbers[text]}</v></c>'

    lines = []
    for row, texts in enumerate(rows, 1):
        cells = "".join(cell(row, column, text) for column, text in enumerate(texts) if text)
        lines.append(f'<row r="{row}">{cells}</row>')
    strings = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in shared)
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    part = '<Override PartName="/xl/{0}" ContentType="{1}.{2}+xml"/>'
    pack(path, {
        "[Content_Types].xml": XML + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + part.format("workbook.xml", types, "sheet.main") + part.format("worksheets/sheet1.xml", types, "worksheet")
        + part.format("sharedStrings.xml", types, "sharedStrings") + part.format("styles.xml", types, "styles") + "</Types>",
        "_rels/.rels": XML + f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
        f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": XML + f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        f'<sheet name="{escape(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": XML + f'<Relationships xmlns="{PACKAGE}">'
        + "".join(f'<Relationship Id="rId{number}" Type="{RELATIONS}/{name}" Target="{target}"/>' for number, name, target in (
            (1, "worksheet", "worksheets/sheet1.xml"), (2, "sharedStrings", "sharedStrings.xml"), (3, "styles", "styles.xml")))
        + "</Relationships>",
        "xl/styles.xml": XML + f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3">'
        '<xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="9" applyNumberFormat="1"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": XML + f'<sst xmlns="{MAIN}" uniqueCount="{len(shared)}">{strings}</sst>',
        "xl/worksheets/sheet1.xml": XML + f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>',
    })


OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def ods(path, sheet, rows):
    def cell(text):
        what, value = kind(text)
        shown = f"<text:p>{escape(text)}</text:p>"
        if what == "day":
            return f'<table:table-cell office:value-type="date" office:date-value="{value}">{shown}</table:table-cell>'
        if what == "share":
            return f'<table:table-cell office:value-type="percentage" office:value="{value}">{shown}</table:table-cell>'
        if what == "number":
            return f'<table:table-cell office:value-type="float" office:value="{value}">{shown}</table:table-cell>'
        return f'<table:table-cell office:value-type="string">{shown}</table:table-cell>'

    def row(texts):
        cells, empty = [], 0
        for text in texts:
            if text:
                if empty:
                    cells.append(f'<table:table-cell table:number-columns-repeated="{empty}"/>')
                cells.append(cell(text))
            empty = 0 if text else empty + 1
        return f'<table:table-row>{"".join(cells)}</table:table-row>'

    body = "".join(row(texts) for texts in rows)
    pack(path, {
        "mimetype": ODS,
        "META-INF/manifest.xml": XML + f'<manifest:manifest xmlns:manifest="{MANIFEST}" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
        "content.xml": XML + f'<office:document-content xmlns:office="{OFFICE}" xmlns:table="{TABLE}" xmlns:text="{TEXT}" '
        f'office:version="1.2"><office:body><office:spreadsheet><table:table table:name="{escape(sheet)}">{body}'
        "</table:table></office:spreadsheet></office:body></office:document-content>",
    }, stored=("mimetype",))
