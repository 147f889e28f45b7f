"""What languages are called: by those who speak them, and in a reader's own sentence."""

from django.conf import settings
from django.utils.translation import get_language, get_language_info


def language_name(code: str) -> str:
    """A language as it calls itself: "Español"."""
    return dict(settings.LANGUAGES).get(code, code)


def language_said(code: str) -> str:
    """The same within a sentence of the reader's: "Spanish", "espanhol"."""
    if code not in dict(settings.LANGUAGES):
        return code
    name = get_language_info(code)["name_translated"]
    return name if get_language() == "en" else name.lower()
