"""Why a file is refused, in words: what is wrong and what to do. One reason, one sentence."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "program": _(
        "“%(name)s” is a program, whatever its name says. Programs are never taken: send the"
        " document itself."
    ),
    "web": _("“%(name)s” is a web page. Open it, print it as PDF and send that."),
    "drawing": _(
        "“%(name)s” is a drawing that can hold programs (SVG). Save it as PNG or PDF and send that."
    ),
    "two_at_once": _(
        "“%(name)s” is two things at once: another file hides in it. Open it, choose Print and"
        " “Save as PDF”, and send that copy."
    ),
    "macros": _(
        "“%(name)s” holds macros (small programs). Save it without them, or as PDF, and send that."
    ),
    "fetches": _(
        "“%(name)s” fetches parts of itself from elsewhere when it is opened. Save it as PDF and"
        " send that."
    ),
    "packed": _(
        "Other files are packed into “%(name)s”. Send those by themselves, and this one as PDF."
    ),
    "entity": _(
        "“%(name)s” is not written as its program writes it: it declares things that reach outside"
        " of it. Open it, save it as PDF and send that."
    ),
    "unpacked": _("“%(name)s” is far larger unpacked than it looks. Save it as PDF and send that."),
    "locked": _(
        "“%(name)s” is protected by a password, or made by a very old program. Open it, save it"
        " without a password as PDF and send that."
    ),
    "picture": _(
        "“%(name)s” is damaged: it cannot be shown as a picture. Open it, save it again and send"
        " that copy."
    ),
    "pixels": _("“%(name)s” has too many pixels. Save it smaller and send that."),
    "document": _(
        "“%(name)s” is damaged: it cannot be opened as a PDF. Open the original, choose Print and"
        " “Save as PDF”, and send that copy."
    ),
    "office": _(
        "“%(name)s” is damaged: it cannot be read to its end. Open the original, save it again and"
        " send that copy."
    ),
    "table": _(
        "“%(name)s” cannot be read as a spreadsheet. Open it, save it as .xlsx and send it again."
    ),
    "table_large": _(
        "“%(name)s” holds far more than the spreadsheet that was downloaded here. Download it"
        " again, copy the answers alone over and send that."
    ),
    "table_joined": _(
        "Another file is joined to “%(name)s”. Download the spreadsheet again, copy the answers"
        " over and send that."
    ),
    "table_parts": _(
        "“%(name)s” holds parts that no spreadsheet program writes. Open it, save it as .xlsx and"
        " send it again."
    ),
    "password": _(
        "“%(name)s” is protected by a password, so nobody here could read it. Open it with the"
        " password, choose Print and “Save as PDF”, and send that copy, which has none."
    ),
    "dynamic": _(
        "“%(name)s” is a form that only one program can show. Open it there, choose Print and"
        " “Save as PDF”, and send that copy."
    ),
    "too_much": _(
        "“%(name)s” takes too long to look into. Save it smaller or in parts and send those."
    ),
    "virus": _(
        "In “%(name)s” the antivirus found a virus. Have the computer it came from looked at, make"
        " the document anew on another one and send that."
    ),
    "busy": _("Many files are being looked into just now. Send “%(name)s” again in a minute."),
    "full": _(
        "“%(name)s” was not stored: there is no room left for files. Your answers are safe. Please"
        " tell the programme’s team and try again later."
    ),
}


def refusal(reason: str, name: str) -> ValidationError:
    """The sentence of a reason, about the file called ``name``; its code is the reason."""
    return ValidationError(SENTENCES[reason], code=reason, params={"name": name})
