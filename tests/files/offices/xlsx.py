"""Workbooks of Office Open XML, written by hand so that every byte is fixed. Parts are stored without compression."""
import io
import zipfile
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STAMP = (2024, 5, 20, 9, 0, 0)
# Style name to (number format, font, fill); formats from 164 are declared below.
STYLES = {
    "general": (0, 0, 0), "date": (14, 0, 0), "month": (164, 0, 0), "percent": (9, 0, 0), "two-digits": (165, 0, 0),
    "text": (49, 0, 0), "title": (0, 1, 0), "header": (0, 1, 2), "red": (0, 2, 0), "yellow": (0, 0, 2),
    "whole": (1, 0, 0), "date-time": (22, 0, 0), "percent-two": (10, 0, 0), "chinese-date": (166, 0, 0),
}


@dataclass(frozen=True)
class Cell:
    """A cell that is more than its value. kind: "" by the value, "inline", "error", "rich" (value is XML), "formula-text"."""

    value: object = None
    style: str = "general"
    formula: str = ""
    kind: str = ""


@dataclass
class Sheet:
    name: str
    rows: list
    merges: list = field(default_factory=list)
    state: str = "visible"
    dimension: str = ""
    comments: dict = field(default_factory=dict)
    hidden_rows: tuple = ()
    hidden_columns: tuple = ()
    extra_rows: str = ""
    with_references: bool = True


def column_letters(number):
    """Letters of a column, from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def package(parts):
    """A zip of named parts with fixed times."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, STAMP)
            entry.create_system = 0
            archive.writestr(entry, content if isinstance(content, bytes) else content.encode())
    return buffer.getvalue()


class SharedStrings:
    """The table of texts, each once."""

    def __init__(self):
        self.items = {}

    def number(self, item):
        return self.items.setdefault(item, len(self.items))

    def xml(self):
        items = "".join(f"<si>{item}</si>" for item in self.items)
        return f'{HEAD}<sst xmlns="{MAIN}" uniqueCount="{len(self.items)}">{items}</sst>'


def plain_text(value):
    return f'<t xml:space="preserve">{escape(value)}</t>'


def cell_xml(cell, reference, strings):
    """One cell; an empty general cell is left out, as spreadsheet programs do."""
    cell = cell if isinstance(cell, Cell) else Cell(cell)
    style = list(STYLES).index(cell.style)
    start = "<c" + (f' r="{reference}"' if reference else "") + (f' s="{style}"' if style else "")
    value = cell.value
    formula = f"<f>{escape(cell.formula)}</f>" if cell.formula else ""
    if value is None or value == "":
        return f"{start}>{formula}</c>" if formula else f"{start}/>" if style or not reference else ""
    if cell.kind == "inline":
        return f'{start} t="inlineStr"><is>{plain_text(value)}</is></c>'
    if cell.kind == "rich":
        return f'{start} t="s"><v>{strings.number(value)}</v></c>'
    if cell.kind == "error":
        return f'{start} t="e">{formula}<v>{escape(value)}</v></c>'
    if isinstance(value, bool):
        return f'{start} t="b">{formula}<v>{int(value)}</v></c>'
    if isinstance(value, (int, float)):
        return f"{start}>{formula}<v>{value!r}</v></c>"
    if formula:
        return f'{start} t="str">{formula}<v>{escape(value)}</v></c>'
    return f'{start} t="s"><v>{strings.number(plain_text(value))}</v></c>'


def sheet_xml(sheet, strings):
    width = max((len(row) for row in sheet.rows), default=0)
    lines = []
    for number, row in enumerate(sheet.rows, 1):
        letters = [f"{column_letters(at)}{number}" if sheet.with_references else "" for at in range(1, len(row) + 1)]
        cells = "".join(cell_xml(cell, letter, strings) for cell, letter in zip(row, letters))
        hidden = ' hidden="1"' if number in sheet.hidden_rows else ""
        reference = f' r="{number}"' if sheet.with_references else ""
        lines.append(f"<row{reference}{hidden}>{cells}</row>")
    dimension = sheet.dimension or f"A1:{column_letters(max(width, 1))}{max(len(sheet.rows), 1)}"
    columns = "".join(f'<col min="{at}" max="{at}" width="0" hidden="1"/>' for at in sheet.hidden_columns)
    merges = "".join(f'<mergeCell ref="{merge}"/>' for merge in sheet.merges)
    return "".join([
        f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}">',
        f'<dimension ref="{dimension}"/>' if dimension != "none" else "",
        '<sheetFormatPr defaultRowHeight="14.25"/>',
        f"<cols>{columns}</cols>" if columns else "",
        f'<sheetData>{"".join(lines)}{sheet.extra_rows}</sheetData>',
        f'<mergeCells count="{len(sheet.merges)}">{merges}</mergeCells>' if merges else "",
        '<legacyDrawing r:id="rId1"/>' if sheet.comments else "",
        "</worksheet>",
    ])


def styles_xml():
    formats = {164: "yyyy.m", 165: "00", 166: 'yyyy"年"m"月"d"日"'}
    declared = "".join(f'<numFmt numFmtId="{number}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>' for number, code in formats.items())
    font = '<font>{}<sz val="11"/>{}<name val="宋体"/><charset val="134"/></font>'
    fonts = font.format("", "") + font.format("<b/>", "") + font.format("", '<color rgb="FFFF0000"/>')
    fill = '<fill><patternFill patternType="{}"/></fill>'
    yellow = '<fill><patternFill patternType="solid"><fgColor rgb="FFFFFF00"/><bgColor indexed="64"/></patternFill></fill>'
    border = "<border><left/><right/><top/><bottom/><diagonal/></border>"
    formatted = "".join(
        f'<xf numFmtId="{number}" fontId="{letter}" fillId="{fill_number}" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for number, letter, fill_number in STYLES.values()
    )
    return (
        f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="{len(formats)}">{declared}</numFmts><fonts count="3">{fonts}</fonts>'
        f'<fills count="3">{fill.format("none")}{fill.format("gray125")}{yellow}</fills><borders count="1">{border}</borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(STYLES)}">{formatted}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def comment_parts(sheet, number):
    """The comments of a sheet, and the boxes that they are drawn in."""
    notes = "".join(
        f'<comment ref="{reference}" authorId="0"><text><r>{plain_text(note)}</r></text></comment>' for reference, note in sheet.comments.items()
    )
    boxes = "".join(
        '<v:shape type="#_x0000_t202" style="visibility:hidden" fillcolor="#ffffe1"><x:ClientData ObjectType="Note">'
        f"<x:Row>{int(reference[1:]) - 1}</x:Row><x:Column>{ord(reference[0]) - 65}</x:Column></x:ClientData></v:shape>"
        for reference in sheet.comments
    )
    relation = '<Relationship Id="{}" Type="' + RELATIONS + '/{}" Target="../{}"/>'
    return {
        f"xl/comments{number}.xml": f'{HEAD}<comments xmlns="{MAIN}"><authors><author>就业办</author></authors><commentList>{notes}</commentList></comments>',
        f"xl/drawings/vmlDrawing{number}.vml": '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        f'xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202" coordsize="21600,21600"/>{boxes}</xml>',
        f"xl/worksheets/_rels/sheet{number}.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        + relation.format("rId1", "vmlDrawing", f"drawings/vmlDrawing{number}.vml")
        + relation.format("rId2", "comments", f"comments{number}.xml")
        + "</Relationships>",
    }


def workbook(*sheets, date1904=False):
    """The bytes of a workbook."""
    strings = SharedStrings()
    numbered = list(enumerate(sheets, 1))
    bodies = {f"xl/worksheets/sheet{number}.xml": sheet_xml(sheet, strings) for number, sheet in numbered}
    content = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = "".join(
        [f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{content}.worksheet+xml"/>' for number, _ in numbered]
        + [f'<Override PartName="/xl/comments{number}.xml" ContentType="{content}.comments+xml"/>' for number, sheet in numbered if sheet.comments]
    )
    listed = "".join(
        f'<sheet name="{escape(sheet.name)}" sheetId="{number}"' + (f' state="{sheet.state}"' if sheet.state != "visible" else "") + f' r:id="rId{number}"/>'
        for number, sheet in numbered
    )
    visible = next(number for number, sheet in numbered if sheet.state == "visible") - 1
    relation = '<Relationship Id="{}" Type="' + RELATIONS + '/{}" Target="{}"/>'
    relations = "".join(relation.format(f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml") for number, _ in numbered)
    last = len(sheets)
    parts = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{content}.sheet.main+xml"/>{overrides}'
        f'<Override PartName="/xl/styles.xml" ContentType="{content}.styles+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{content}.sharedStrings+xml"/>'
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
        "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{relation.format("rId1", "officeDocument", "xl/workbook.xml")}'
        f'<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>',
        "docProps/core.xml": f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator>就业办</dc:creator>'
        '<dcterms:created xsi:type="dcterms:W3CDTF">2024-05-20T01:00:00Z</dcterms:created></cp:coreProperties>',
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><workbookPr{" date1904=" + chr(34) + "1" + chr(34) if date1904 else ""}/>'
        f'<bookViews><workbookView activeTab="{visible}"/></bookViews><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{relations}'
        f'{relation.format(f"rId{last + 1}", "styles", "styles.xml")}{relation.format(f"rId{last + 2}", "sharedStrings", "sharedStrings.xml")}</Relationships>',
        **bodies,
        "xl/styles.xml": styles_xml(),
        "xl/sharedStrings.xml": strings.xml(),
    }
    for number, sheet in numbered:
        if sheet.comments:
            parts |= comment_parts(sheet, number)
    return package(parts)


def one_sheet(table, name="Sheet1", **more):
    """A workbook of one table."""
    return workbook(Sheet(name, table, **more))
