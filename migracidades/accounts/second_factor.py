from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from .models import User


def must_set_up(user: User | AnonymousUser) -> bool:
    """Whether a member of staff still owes a second factor. In the demonstration nobody does."""
    return not settings.DEMO and not is_mfa_enabled(user)
