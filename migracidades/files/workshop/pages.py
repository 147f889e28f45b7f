"""The text of a PDF, page by page. What is drawn or photographed stays unread.

By PDFium, the reader of a browser that many people try to break, and many times as fast as readers
written in Python. It is given one page after the other, in a process that may die.
"""

import pypdfium2

from .texts import MOST, PAGES, Piece, Pieces


def pages(source: str) -> Pieces:
    with pypdfium2.PdfDocument(source) as pdf:
        count = len(pdf)
        for number in range(min(count, PAGES)):
            page = pdf[number]
            read = page.get_textpage()
            text = read.get_text_range(0, min(read.count_chars(), MOST))
            read.close()
            page.close()
            more = number + 1 == PAGES < count
            yield Piece(text, {"page": number + 1}, paper=True, last=more)
