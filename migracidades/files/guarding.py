"""What, beside the wall, keeps a person of a government from a file of its desk.

Upper rooms know whose a file is; this one only asks them.
"""

from collections.abc import Callable

from migracidades.tenancy.http import Request

from .models import StoredFile

Judge = Callable[[Request, StoredFile], bool]
_judges: dict[str, Judge] = {}


def judge_of(purpose: str) -> Callable[[Judge], Judge]:
    """Register ``judge(request, stored)``: whether a person at a desk may have a file of that
    purpose. One judge a purpose; files of the others are everybody's of the government.
    """

    def register(judge: Judge) -> Judge:
        _judges[purpose] = judge
        return judge

    return register


def shown_at_desk(request: Request, stored: StoredFile) -> bool:
    judge = _judges.get(stored.purpose)
    return judge is None or judge(request, stored)
