"""The parts of a workbook that name its sheets and the styles of its cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

# The s="…" of a cell, as rows.sql writes it: 1 date-time, 2 duration, 3 header,
# 4 text in several lines, 5 date.
_FORMATS = ("yyyy\\-mm\\-dd\\ hh:mm:ss", "[h]:mm:ss", "yyyy\\-mm\\-dd")
_LOOKS = ((0, 0, 0, ""), (164, 0, 0, ""), (165, 0, 0, ""), (0, 1, 2, ""), (0, 0, 0, ' wrapText="1"'), (166, 0, 0, ""))
_STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="3">'
    + "".join(f'<numFmt numFmtId="{164 + i}" formatCode="{code}"/>' for i, code in enumerate(_FORMATS))
    + '</numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/><family val="2"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFDCE6F1"/></patternFill></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="6">'
    + "".join(
        f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="0" xfId="0" applyNumberFormat="1" '
        f'applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="top"{wrap}/></xf>'
        for number, font, fill, wrap in _LOOKS
    )
    + "</cellXfs>"
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def parts(
    names: Sequence[str], front: Sequence[str], types: Mapping[str, str], printed: Mapping[str, str]
) -> dict[str, str]:
    """Names and XML of all parts but the sheets and those whose content `types` are given.

    Sheets at the `front` are shown first; of those in `printed` only these cells are printed.
    """
    numbered = list(enumerate(names, 1))
    shown = sorted(numbered, key=lambda each: each[1] not in front)
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
            for i, _ in numbered
        )
        + "".join(f'<Override PartName="/{part}" ContentType="{type_}"/>' for part, type_ in types.items())
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        + "".join(f'<sheet name={quoteattr(name)} sheetId="{i}" r:id="rId{i}"/>' for i, name in shown)
        + f"</sheets><definedNames>{_defined([name for _, name in shown], printed)}</definedNames></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="rId{i}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
            for i, _ in numbered
        )
        + f'<Relationship Id="rId{len(names) + 1}" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": _STYLES,
    }


def _defined(names: Sequence[str], printed: Mapping[str, str]) -> str:
    """What sheets repeat on each printed page: the header; and which cells of them are printed, where not all are."""
    areas = [(place, name, "Print_Titles", "$1:$1") for place, name in enumerate(names)]
    areas += [(place, name, "Print_Area", printed[name]) for place, name in enumerate(names) if name in printed]
    return "".join(
        f'<definedName name="_xlnm.{what}" localSheetId="{place}">{escape(quoted(name))}!{cells}</definedName>'
        for place, name, what, cells in areas
    )


def quoted(name: str) -> str:
    """The name of a sheet as it stands in a reference."""
    return "'" + name.replace("'", "''") + "'"
