from collections.abc import Collection
from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from . import accept
from .kinds import ALL


class UploadField(forms.FileField):
    """A file from a person, looked into by ``accept.check``; cleans to an ``Accepted``.

    ``allowed`` names extensions, ``limit_mb`` replaces ``MAX_UPLOAD_MB``. Without a help text the
    field says both.
    """

    def __init__(
        self, *, allowed: Collection[str] = ALL, limit_mb: int | None = None, **kwargs: Any
    ):
        self.allowed, self.limit_mb = tuple(allowed), limit_mb
        kwargs.setdefault("help_text", lazy(self._limits, str)())
        super().__init__(**kwargs)

    def _limits(self) -> str:
        limit = filesizeformat((self.limit_mb or settings.MAX_UPLOAD_MB) * 1024 * 1024)
        kinds = accept.listed(self.allowed)
        return _("%(kinds)s; at most %(limit)s.") % {"kinds": kinds, "limit": limit}

    def to_python(self, data: Any) -> accept.Accepted | None:
        if data in self.empty_values:
            return None
        return accept.check(data, allowed=self.allowed, limit_mb=self.limit_mb)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        endings = ",".join(f".{one}" for one in self.allowed)
        return super().widget_attrs(widget) | {"accept": endings}
