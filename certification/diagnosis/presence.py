"""Who else is answering: read with a page and with each save's reply, never asked for by itself."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from dimensions.form import Dimension

from .statement import News


def presence(news: Iterable[News], shown: Dimension) -> dict[str, str]:
    """“Health answered here at 14h30”, by code, of the questions of one dimension."""
    codes = {one.id: one.code for one in shown.indicators}
    return {
        codes[one.indicator_id]: _("%(who)s answered here at %(time)s.")
        % {"who": one.who, "time": _hour(one.saved_at)}
        for one in news
        if one.indicator_id in codes
    }


def _hour(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "TIME_FORMAT")
