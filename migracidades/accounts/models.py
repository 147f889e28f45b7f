from functools import lru_cache

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from migracidades.kit.prepared import ByKey


class UserManager(ByKey, BaseUserManager):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """A person who signs in with ``email``, kept in lower case. Raises on an empty e-mail."""
        if not email:
            raise ValueError("A user needs an e-mail.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email=email.lower())


class User(AbstractBaseUser):
    """A person. What they may do stands in their seats (``tenancy.Membership``), never here."""

    email = models.EmailField(_("e-mail"), unique=True)
    full_name = models.CharField(_("full name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def device_key(self) -> str:
        """What a browser knows this person by, beside what it keeps for them. Says nothing else."""
        return _device_key(self.pk, settings.SECRET_KEY)

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split(" ")[0] or self.email

    # The admin asks these two of whoever its own ``has_permission`` let in; it grants by seat.
    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


@lru_cache(maxsize=4096)
def _device_key(pk: int, secret: str) -> str:
    return salted_hmac("migracidades.device", str(pk), secret=secret).hexdigest()[:16]
