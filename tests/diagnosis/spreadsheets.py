"""A spreadsheet as a department works in it, and the pages it leaves by and comes back to."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from certification.diagnosis.models import Answer
from certification.diagnosis.spreadsheet import layout

DESK = "/br/desk/9900011/2026"
HERE = f"{DESK}/spreadsheets/"


class Book:
    """A downloaded workbook, as a department works in it."""

    def __init__(self, content: bytes):
        self.book = load_workbook(BytesIO(content))
        self.page = self.book.worksheets[0]

    def row(self, key: str) -> int:
        return next(row[0].row for row in self.page.iter_rows(max_col=1) if row[0].value == key)

    def cell(self, key: str, column: int = layout.ANSWER):
        return self.page.cell(self.row(key), column + 1)

    def fill(self, key: str, value, column: int = layout.ANSWER) -> "Book":
        self.cell(key, column).value = value
        return self

    def bytes(self) -> bytes:
        out = BytesIO()
        self.book.save(out)
        return out.getvalue()


def download(client, position: int = 1) -> Book:
    answer = client.get(f"{HERE}{position}.xlsx")
    assert answer.status_code == 200
    return Book(answer.content)


def send(client, content: bytes | Book, name: str = "D1.xlsx"):
    content = content.bytes() if isinstance(content, Book) else content
    return client.post(HERE, {"file": SimpleUploadedFile(name, content)})


def sent(client, book: Book) -> str:
    """The address of the preview of a workbook that was taken."""
    answer = send(client, book)
    assert answer.status_code == 302, refusal(answer)
    return answer.url


def refusal(answer) -> str:
    assert answer.status_code == 422
    return " ".join(answer.context["form"].errors["file"])


def outcomes(client, address: str) -> dict[str, str]:
    groups = client.get(address).context["groups"]
    return {
        one["indicator"].code: group["outcome"].value for group in groups for one in group["lines"]
    }


def agree(client, address: str, **other) -> None:
    """Save a preview with what is ticked in it beforehand, as a person who changes nothing does."""
    shown = client.get(address).context
    taken = [
        one["indicator"].code
        for group in shown["groups"]
        for one in group["lines"]
        if group["outcome"] == "taken"
    ]
    links = [one.indicator.code for one in shown["proposals"] if one.state == "new"]
    assert client.post(address, {"take": taken, "link": links} | other).status_code == 302


def standing(br, code: str) -> Answer | None:
    with br.desk():
        return Answer.objects.filter(indicator__code=code).first()
