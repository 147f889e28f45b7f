"""The tables of a report as a spreadsheet. Only a worker imports pandas, and only here."""

from collections.abc import Sequence
from io import BytesIO

from migracidades.kit.workbook import OPTIONS, sheet_name, widths_of

from .tables import Table


def workbook(tables: Sequence[Table]) -> bytes:
    """The bytes of an XLSX file with one sheet a table, its caption in the first row."""
    import pandas

    out, options = BytesIO(), {"options": OPTIONS | {"in_memory": True}}
    with pandas.ExcelWriter(out, engine="xlsxwriter", engine_kwargs=options) as writer:
        for table in tables:
            name = sheet_name(table.name)
            frame = pandas.DataFrame(table.rows, columns=list(table.columns))
            frame.to_excel(writer, sheet_name=name, index=False, startrow=2)
            sheet = writer.sheets[name]
            sheet.write_string(0, 0, table.caption)
            sheet.freeze_panes(3, 0)
            for at, width in enumerate(widths_of(table.columns, table.rows)):
                sheet.set_column(at, at, width)
    return out.getvalue()
