"""Tables as a spreadsheet. Only a worker imports pandas, and only here."""

from collections.abc import Sequence
from io import BytesIO

from .tables import Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What is text stays text: a name that begins with "=" is no formula.
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
LONGEST_NAME, NARROW, WIDE = 31, 12, 60


def workbook(tables: Sequence[Table]) -> bytes:
    """The bytes of an XLSX file with one sheet a table, its caption in the first row."""
    import pandas

    out = BytesIO()
    with pandas.ExcelWriter(out, engine="xlsxwriter", engine_kwargs={"options": OPTIONS}) as writer:
        for table in tables:
            name = table.name[:LONGEST_NAME]
            frame = pandas.DataFrame(table.rows, columns=list(table.columns))
            frame.to_excel(writer, sheet_name=name, index=False, startrow=2)
            sheet = writer.sheets[name]
            sheet.write_string(0, 0, table.caption)
            for at, width in enumerate(_widths(table)):
                sheet.set_column(at, at, width)
    return out.getvalue()


def _widths(table: Table) -> list[int]:
    columns = zip(table.columns, *table.rows, strict=True)
    return [min(max(NARROW, *(len(str(cell)) for cell in one)), WIDE) for one in columns]
