"""Charts of a workbook, as Excel draws them itself (ECMA-376, DrawingML charts): of numbers that stand in its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument"
_COLOURS = ("3557C4", "B4460F")


@dataclass(frozen=True)
class Chart:
    """A chart of `rows` rows below the header: `kind` is "col", "bar" (lying) or "line"; `names` is the column of what
    stands along its axis, `series` are the titles and columns of its numbers. `place` is where it begins and ends, in
    columns and rows from 0. `format` is that of its numbers.
    """

    title: str
    kind: str
    names: str
    series: Sequence[tuple[str, str]]
    rows: int
    place: tuple[int, int, int, int]
    format: str = "General"


def chart_parts(charts: Sequence[Chart], sheet: str, number: int) -> dict[str, str]:
    """The parts for the charts of a sheet, named as it stands in references, the `number`-th: names and XML."""
    first = 1 + 100 * (number - 1)
    found = {
        f"xl/worksheets/_rels/sheet{number}.xml.rels": _relations([("drawing", f"../drawings/drawing{number}.xml")]),
        f"xl/drawings/drawing{number}.xml": _drawing(charts),
        f"xl/drawings/_rels/drawing{number}.xml.rels": _relations(
            [("chart", f"../charts/chart{first + place}.xml") for place in range(len(charts))]
        ),
    }
    return found | {f"xl/charts/chart{first + place}.xml": _chart(each, sheet) for place, each in enumerate(charts)}


def content_type(part: str) -> str:
    """The type of such a part; "" of relations, which need none."""
    if part.startswith("xl/charts/"):
        return f"{_TYPE}.drawingml.chart+xml"
    return f"{_TYPE}.drawing+xml" if part.startswith("xl/drawings/drawing") else ""


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{place}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for place, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}">{listed}</Relationships>'


def _drawing(charts: Sequence[Chart]) -> str:
    return (
        f'<xdr:wsDr xmlns:xdr="{_DRAWING}/spreadsheetDrawing" xmlns:a="{_DRAWING}/main" xmlns:r="{_OFFICE}">'
        + "".join(_anchor(each, number) for number, each in enumerate(charts, 1))
        + "</xdr:wsDr>"
    )


def _anchor(chart: Chart, number: int) -> str:
    left, top, right, bottom = chart.place

    def corner(name: str, column: int, row: int) -> str:
        inside = (
            f"<xdr:col>{column}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row}</xdr:row><xdr:rowOff>0</xdr:rowOff>"
        )
        return f"<xdr:{name}>{inside}</xdr:{name}>"

    return (
        f"<xdr:twoCellAnchor>{corner('from', left, top)}{corner('to', right, bottom)}"
        f'<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="{number + 1}" name="Chart {number}" '
        f'descr="{escape(chart.title)}"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>'
        '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm>'
        f'<a:graphic><a:graphicData uri="{_DRAWING}/chart"><c:chart xmlns:c="{_DRAWING}/chart" r:id="rId{number}"/>'
        "</a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor>"
    )


def _chart(chart: Chart, sheet: str) -> str:
    is_line, direction = chart.kind == "line", "bar" if chart.kind == "bar" else "col"
    series = "".join(_series(chart, sheet, place) for place in range(len(chart.series)))
    axes = '<c:axId val="1"/><c:axId val="2"/>'
    if is_line:
        plot = (
            f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}'
            f'<c:marker val="1"/>{axes}</c:lineChart>'
        )
    else:
        plot = (
            f'<c:barChart><c:barDir val="{direction}"/><c:grouping val="clustered"/><c:varyColors val="0"/>{series}'
            f'<c:gapWidth val="40"/>{axes}</c:barChart>'
        )
    order = "maxMin" if chart.kind == "bar" else "minMax"
    across, along = ("l", "b") if chart.kind == "bar" else ("b", "l")
    legend = '<c:legend><c:legendPos val="t"/><c:overlay val="0"/></c:legend>' if len(chart.series) > 1 else ""
    return (
        f'<c:chartSpace xmlns:c="{_DRAWING}/chart" xmlns:a="{_DRAWING}/main" xmlns:r="{_OFFICE}"><c:chart>'
        f'<c:title><c:tx>{_rich(chart.title)}</c:tx><c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/>'
        f"<c:plotArea><c:layout/>{plot}"
        f'<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="{order}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{across}"/><c:numFmt formatCode="yyyy\\-mm\\-dd" sourceLinked="1"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:crossAx val="2"/>'
        '<c:crosses val="autoZero"/></c:catAx>'
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{along}"/><c:majorGridlines/><c:numFmt formatCode="{chart.format}" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:crossAx val="1"/>'
        f'<c:crosses val="{"max" if chart.kind == "bar" else "autoZero"}"/></c:valAx></c:plotArea>'
        f'{legend}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart></c:chartSpace>'
    )


def _rich(text: str) -> str:
    return (
        '<c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="1200" b="1"/></a:pPr>'
        f'<a:r><a:rPr lang="en" sz="1200" b="1"/><a:t>{escape(text)}</a:t></a:r></a:p></c:rich>'
    )


def _series(chart: Chart, sheet: str, place: int) -> str:
    title, column = chart.series[place]
    last = chart.rows + 1
    colour = f'<a:solidFill><a:srgbClr val="{_COLOURS[place % len(_COLOURS)]}"/></a:solidFill>'
    look = f'<a:ln w="22225">{colour}</a:ln>' if chart.kind == "line" else colour
    marker = '<c:marker><c:symbol val="none"/></c:marker>' if chart.kind == "line" else '<c:invertIfNegative val="0"/>'
    kind = "strRef" if chart.kind == "bar" else "numRef"
    return (
        f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/><c:tx><c:v>{escape(title)}</c:v></c:tx>'
        f"<c:spPr>{look}</c:spPr>{marker}"
        f"<c:cat><c:{kind}><c:f>{escape(sheet)}!${chart.names}$2:${chart.names}${last}</c:f></c:{kind}></c:cat>"
        f"<c:val><c:numRef><c:f>{escape(sheet)}!${column}$2:${column}${last}</c:f></c:numRef></c:val>"
        + ('<c:smooth val="0"/></c:ser>' if chart.kind == "line" else "</c:ser>")
    )
