from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from . import domains
from .owned import GovernmentOwned, ProgrammeOwned, ScopeKey
from .wall import ALL, Wall


class Programme(models.Model):
    """The tenant: one national certification programme. Everything in it comes from its folder."""

    slug = models.SlugField(unique=True)
    config = models.JSONField(default=dict)
    folder = models.JSONField(default=dict)
    default_language = models.CharField(max_length=10, default="pt-br")
    languages = ArrayField(models.CharField(max_length=10), default=list)
    time_zone = models.CharField(max_length=40, default="UTC")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.text("name")

    @property
    def country(self) -> str:
        return self.text("country")

    @property
    def tagline(self) -> str:
        return self.text("tagline")

    @property
    def address(self) -> str:
        """Where its front page is, from outside every programme: its own domain or a path."""
        own = domains.domain_of(self.slug)
        return self.url if own else domains.prefix_of(self.slug)

    @property
    def url(self) -> str:
        """The whole address of its front page, for whoever reads it elsewhere."""
        return domains.home_of(self.slug)

    @property
    def links(self) -> list[dict[str, str]]:
        return self._named("links")

    @property
    def partners(self) -> list[dict[str, str]]:
        return self._named("partners")

    @property
    def state_word(self) -> str:
        """What the country calls its states: "Province"."""
        return self.text("state_name") or gettext("State or province")

    def text(self, key: str) -> str:
        """A text of ``programme.yaml`` in the language in force, else the programme's own.

        ``key`` may lead into a mapping: ``seal.certify``.
        """
        found: Any = self.config
        for part in key.split("."):
            found = found.get(part) or {}
        return in_language(found, self.default_language)

    @property
    def rules(self) -> dict[str, int]:
        """The rules a new edition begins with, where ``programme.yaml`` names them."""
        return self.config.get("rules", {})

    def level(self, code: str) -> dict[str, Any]:
        """What ``programme.yaml`` says of a level of government; empty when it has none such."""
        return next((one for one in self.config["levels"] if one["code"] == code), {})

    def level_name(self, level: str) -> str:
        return in_language(self.level(level).get("name"), self.default_language) or level

    def level_plural(self, level: str) -> str:
        """Several governments of a level: "municipalities"."""
        several = in_language(self.level(level).get("plural"), self.default_language)
        return several or self.level_name(level)

    @property
    def figures(self) -> list[str]:
        """The keys of the figures that may be at hand of its governments."""
        return [one["code"] for one in self.config.get("figures", ())]

    def figure_text(self, key: str, text: str) -> str:
        """The ``name`` or the ``unit`` of a figure."""
        every: list[dict[str, Any]] = self.config.get("figures", [])
        told = next((one for one in every if one["code"] == key), {})
        return in_language(told.get(text), self.default_language)

    def called(self, government: "Government") -> str:
        """A government as a sentence names it: "do município do Recife", "del estado de Bahia".

        The registry's prepositions are the default language's; other languages bring their own.
        """
        of = in_language(self.level(government.level).get("of"), self.default_language)
        at_home = (get_language() or self.default_language) == self.default_language
        return f"{of} {government.name_of if at_home else government.name}".strip()

    def _named(self, key: str) -> list[dict[str, str]]:
        found = self.config.get(key, [])
        return [one | {"name": in_language(one["name"], self.default_language)} for one in found]


def in_language(texts: dict[str, str] | None, fallback: str) -> str:
    """The text of a ``{language: text}`` map in the language in force, else ``fallback``."""
    if not texts:
        return ""
    # An empty text is meant: the Federal District has no word before its name.
    spoken = (one for one in (get_language(), fallback) if one in texts)
    return texts[next(spoken, next(iter(texts)))]


class Government(ProgrammeOwned):
    """A government of the registry. What it has done stands in other rooms."""

    wall = Wall(public=ALL)

    code = models.CharField(_("official code"), max_length=20)
    level = models.CharField(_("level"), max_length=30)
    name = models.CharField(_("name"), max_length=150)
    name_of = models.CharField(_("name with its preposition"), max_length=160)
    sort_name = models.CharField(max_length=150, editable=False, db_index=True)
    state = models.CharField(pgettext_lazy("place", "state"), max_length=40, blank=True)
    region = models.CharField(_("region"), max_length=40, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40)
    seat_name = models.CharField(_("seat"), max_length=150, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["sort_name", "code"]
        verbose_name = _("government")
        verbose_name_plural = _("governments")
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="government_code_once")
        ]

    def __str__(self) -> str:
        return title_of(self.name, self.state)

    @property
    def of(self) -> str:
        """Whose, in a sentence: "do Recife"; only the default language knows the preposition."""
        if get_language() == self.programme.default_language:
            return self.name_of
        return pgettext("government", "of %(name)s") % {"name": self.name}


def title_of(name: str, state: str) -> str:
    """How a government is called in a list, told from its namesakes elsewhere."""
    return f"{name} ({state})" if state else name


class Role(models.TextChoices):
    """The ten roles a person can hold; the eleventh is nobody (anonymous)."""

    OPERATOR = "operator", _("operator")
    ADMINISTRATOR = "administrator", _("administrator")
    COORDINATOR = "coordinator", _("coordinator")
    ANALYST = "analyst", _("analyst")
    ISSUER = "issuer", _("issuer")
    OBSERVER = "observer", _("observer")
    LEAD = "lead", _("lead")
    ALTERNATE = "alternate", _("alternate")
    CONTRIBUTOR = "contributor", _("contributor")
    SIGNATORY = "signatory", _("signatory")


STAFF_ROLES = (
    Role.OPERATOR,
    Role.ADMINISTRATOR,
    Role.COORDINATOR,
    Role.ANALYST,
    Role.ISSUER,
    Role.OBSERVER,
)
GOVERNMENT_ROLES = (Role.LEAD, Role.ALTERNATE, Role.CONTRIBUTOR, Role.SIGNATORY)


class Membership(GovernmentOwned):
    """A seat: a person in a role, in a programme or in one of its governments.

    Work is assigned to seats, so a hand-over changes who sits there and nothing else.
    ``bounced_at``: the newest mail to the person came back then.
    """

    wall = Wall(own="user_id", own_writes=False, own_everywhere=True)

    government = ScopeKey(
        "tenancy.Government", models.PROTECT, related_name="seats", null=True, blank=True
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    department = models.CharField(_("department"), max_length=150, blank=True)
    active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    bounced_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "government", "user", "role"],
                condition=models.Q(active=True),
                nulls_distinct=False,
                name="seat_once",
            ),
            models.CheckConstraint(
                condition=models.Q(government=None, role__in=STAFF_ROLES)
                | models.Q(government__isnull=False, role__in=GOVERNMENT_ROLES),
                name="seat_on_the_right_side",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class Invitation(GovernmentOwned):
    """An open invitation to a seat. It is the seat's: it stays valid when its sender leaves.

    ``seat`` is the one that accepting hands over; without it a new one is made.
    """

    wall = Wall()

    government = ScopeKey("tenancy.Government", models.PROTECT, null=True, blank=True)
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    department = models.CharField(_("department"), max_length=150, blank=True)
    seat = models.ForeignKey(
        Membership,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    bounced_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-created_at"]


class ProgrammeText(ProgrammeOwned):
    """One decision about a text of the programme: other words than the folder's, or these again.

    ``key`` leads into the folder's configuration ("seal.certify", "links.iom.name"); ``language``
    is empty for what has none, such as an address. The newest row of each counts.
    """

    wall = Wall(members=None, append_only=True)

    key = models.CharField(max_length=100)
    language = models.CharField(max_length=10, blank=True)
    text = models.TextField(blank=True)
    reverted = models.BooleanField(default=False)
    folder_text = models.TextField(blank=True)
    reason = models.TextField(_("reason"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["made_at", "pk"]
