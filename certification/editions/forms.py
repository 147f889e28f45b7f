"""Cleaning of an edition's rules, extensions and withdrawals."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certification.governments.forms import GovernmentField
from dimensions.models import Dimension, Questionnaire
from migracidades.kit.fields import LinesField
from migracidades.kit.forms import DateField
from migracidades.kit.text import plain
from migracidades.tenancy.models import GOVERNMENT_ROLES, Programme, Role
from migracidades.tenancy.steps import choices_of

from .fields import MomentField
from .models import Edition, Participation
from .moving import has_begun, places_taken

FIGURES = ("enrolled", "admitted", "certified")
SIGNATORY = ("name", "office", "institution")


class ChoicesField(forms.MultipleChoiceField):
    """Several codes, as boxes to tick."""

    def __init__(self, **kwargs: Any):
        super().__init__(widget=forms.CheckboxSelectMultiple, **kwargs)


class SignatoriesField(LinesField):
    """Who signs: a line each, “name; office; institution”."""

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join("; ".join(one.get(key, "") for key in SIGNATORY) for one in value)

    def to_python(self, value: Any) -> list[dict[str, str]]:
        lines = super().to_python(value).splitlines()
        return [_signatory(line) for line in lines if line.strip()]

    def validate(self, value: Any) -> None:
        """The lines have been judged one by one."""

    def run_validators(self, value: Any) -> None:
        """The same: what is left is a list, not a text."""


def _signatory(line: str) -> dict[str, str]:
    parts = [one.strip() for one in line.split(";")]
    if len(parts) != len(SIGNATORY) or not all(parts):
        raise ValidationError(
            _("“%(line)s”: write name; office; institution, one person a line."),
            params={"line": line[:80]},
        )
    return dict(zip(SIGNATORY, parts, strict=True))


class EditionForm(forms.ModelForm):
    """The rules of an edition. ``programme`` is set by the admin."""

    programme: Programme

    levels = ChoicesField(label=gettext_lazy("Levels that may apply"))
    optional_dimensions = ChoicesField(
        label=gettext_lazy("Optional dimensions"), required=False,
        help_text=gettext_lazy("Only those of the questionnaire chosen above."),
    )  # fmt: skip
    course_required_of = ChoicesField(
        label=gettext_lazy("Who must complete the course"), required=False
    )
    course_by = MomentField(label=gettext_lazy("Course to be completed by"), required=False)
    ceremony_on = DateField(label=gettext_lazy("Ceremony"), required=False)
    signatories = SignatoriesField(
        label=gettext_lazy("Who signs the seal"), required=False, rows=3,
        help_text=gettext_lazy("One person a line: name; office; institution."),
    )  # fmt: skip
    enrolled = forms.IntegerField(label=gettext_lazy("Enrolled"), min_value=0, required=False)
    admitted = forms.IntegerField(label=gettext_lazy("Admitted"), min_value=0, required=False)
    certified = forms.IntegerField(label=gettext_lazy("Certified"), min_value=0, required=False)
    source = forms.CharField(label=gettext_lazy("Source"), max_length=500, required=False)
    reason = LinesField(
        label=gettext_lazy("Reason"), required=False, rows=3, max_length=1000,
        help_text=gettext_lazy(
            "Needed to move a step. Everybody taking part reads it, with the old and the new dates."
        ),
    )  # fmt: skip

    class Meta:
        model = Edition
        exclude = ("figures",)
        labels = {"questionnaire": gettext_lazy("Questionnaire")}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial |= self.programme.rules
        self._offer(
            levels=[
                (one["code"], self.programme.level_name(one["code"])) for one in self._levels()
            ],
            optional_dimensions=sorted({(one.code, one.code) for one in self._optional()}),
            course_required_of=[(role, Role(role).label) for role in GOVERNMENT_ROLES],
        )
        if "questionnaire" in self.fields:
            frameworks = Questionnaire.objects.filter(kind=Questionnaire.Kind.FRAMEWORK)
            self.fields["questionnaire"].queryset = frameworks
        if "application_questionnaire" in self.fields:
            surveys = Questionnaire.objects.filter(kind=Questionnaire.Kind.SURVEY, published=True)
            self.fields["application_questionnaire"].queryset = surveys
        if "optional_dimensions" in self.fields and not self.fields["optional_dimensions"].choices:
            del self.fields["optional_dimensions"]
        for key in (*FIGURES, "source"):
            self.initial.setdefault(key, self.instance.figures.get(key))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._judge_priorities(cleaned)
        self._judge_course(cleaned)
        self._judge_questionnaire(cleaned)
        self._judge_application()
        if has_begun(self.instance):
            self._judge_promises(cleaned)
        self.instance.figures = self._figures(cleaned)
        return cleaned

    def _offer(self, **choices: list) -> None:
        for name, offered in choices.items():
            if name in self.fields:
                self.fields[name].choices = offered

    def _levels(self) -> list[dict]:
        return self.programme.config["levels"]

    def _optional(self) -> Iterable[Dimension]:
        return Dimension.objects.filter(optional=True)

    def _judge_priorities(self, cleaned: dict[str, Any]) -> None:
        fewest, most = cleaned.get("minimum_priorities"), cleaned.get("maximum_priorities")
        if fewest is not None and most is not None and fewest > most:
            self.add_error("maximum_priorities", _("This must not be less than the fewest."))

    def _judge_course(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("course") and not cleaned.get("course_required_of"):
            self.add_error("course_required_of", _("Say who must complete the course."))

    def _judge_questionnaire(self, cleaned: dict[str, Any]) -> None:
        chosen = cleaned.get("questionnaire")
        known = {
            one.code for one in self._optional() if chosen and one.questionnaire_id == chosen.pk
        }
        if strange := set(cleaned.get("optional_dimensions") or ()) - known:
            sentence = _("The questionnaire has no optional dimension %(codes)s.")
            self.add_error("optional_dimensions", sentence % {"codes": ", ".join(sorted(strange))})
        changed = {"questionnaire", "optional_dimensions"} & set(self.changed_data)
        if changed and Participation.objects.filter(edition=self.instance.pk).exists():
            self.add_error(
                "questionnaire",
                _("Governments were admitted to this edition: its questions stay as they are."),
            )

    def _judge_application(self) -> None:
        if "application_questionnaire" not in self.changed_data or not self.instance.pk:
            return
        if self.instance.applications.exists():
            self.add_error(
                "application_questionnaire",
                _("Applications to this edition have begun: its questions stay as they are."),
            )

    def _judge_promises(self, cleaned: dict[str, Any]) -> None:
        """What governments that stand in it count on."""
        if "year" in self.changed_data:
            self.add_error(
                "year",
                _("Governments stand in this edition: its year, which is in every address, stays."),
            )
        if "published" in self.changed_data and not cleaned.get("published"):
            self.add_error(
                "published", _("Governments stand in this edition: it cannot be hidden any more.")
            )
        quota, taken = cleaned.get("quota"), places_taken(self.instance)
        if quota is not None and quota < taken:
            sentence = _("%(taken)s governments were admitted: there cannot be fewer places.")
            self.add_error("quota", sentence % {"taken": taken})

    def _figures(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        given = {key: cleaned.get(key) for key in FIGURES if cleaned.get(key) is not None}
        source = plain(cleaned.get("source") or "")
        if given and not source and "source" not in self.errors:
            self.add_error("source", _("Published figures need their source."))
        return given | {"source": source} if given else {}


class ExtensionForm(forms.Form):
    """More time for a step."""

    step = forms.ChoiceField(label=gettext_lazy("Step"))
    beneficiary = GovernmentField(
        required=False,
        help_text=gettext_lazy("Code, or name and state. Leave empty to extend it for everybody."),
    )
    closes_at = MomentField(label=gettext_lazy("New closing"))
    reason = LinesField(label=gettext_lazy("Reason"), rows=3, max_length=1000)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = choices_of(programme)


class CloneForm(forms.Form):
    """For which year an edition is copied."""

    year = forms.IntegerField(
        label=gettext_lazy("Year of the new edition"), min_value=2019, max_value=2100
    )


class WithdrawForm(forms.Form):
    """Why a government leaves, said twice that it means it."""

    reason = LinesField(label=gettext_lazy("Reason"), rows=4, max_length=2000)
    sure = forms.BooleanField(
        label=gettext_lazy("The government withdraws from this edition"),
        error_messages={"required": gettext_lazy("Tick the box to confirm.")},
    )
