"""Cleans what is typed of evidence: what it is, where it is used, where to look."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _

from certification.evidence import keeping
from certification.evidence.keeping import Told
from certification.evidence.models import PieceVersion
from certification.evidence.validity import Lives
from dimensions.form import Form, Indicator
from migracidades.files.forms import HeldField
from migracidades.kit.fields import LineField, LinkField
from migracidades.kit.forms import DateField
from migracidades.tenancy.proofs import PROOFS

from .questions import Unproved
from .register import Use

WORDS = ("kind", "title", "dated", "valid_until")


class WhereField(LineField):
    """Where in a piece to look."""

    def __init__(self) -> None:
        label = _("Where to look (page, section)")
        super().__init__(label=label, required=False, max_length=200)


class WordsForm(forms.Form):
    """What is said of a version that is there: its kind, its title, its days."""

    kind = forms.ChoiceField(label=_("Kind of proof"), choices=[*PROOFS.items()])
    title = LineField(label=_("Title"), required=False, max_length=200)
    dated = DateField(label=_("Date of the document"), required=False)
    valid_until = DateField(label=_("Valid until"), required=False)
    base = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    @classmethod
    def about(cls, version: PieceVersion, **given: Any) -> Any:
        """What is typed, or what stands now."""
        stands = {name: getattr(version, name) for name in WORDS}
        return cls(initial=stands | {"base": version.number}, **given)

    @property
    def told(self) -> Told:
        return Told(**{name: self.cleaned_data[name] for name in WORDS})


class _Content(forms.Form):
    """A file or a link, one of the two; a file is kept whatever else is wrong."""

    file = HeldField(label=_("File"), required=False)
    link = LinkField(label=_("Link"), required=False)

    def clean(self) -> dict[str, Any]:
        given = [name for name in ("file", "link") if self.cleaned_data.get(name)]
        if len(given) != 1 and not {"file", "link"} & set(self.errors):
            self.add_error("file", _("Send a file or give a link: one of the two."))
        return self.cleaned_data

    @property
    def content(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("file", "link")}


class UsesForm(forms.Form):
    """Some of the answers that a piece proves, and that may be changed now: all, unless chosen."""

    uses = forms.MultipleChoiceField(
        label=_("Use the new version in"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, uses: Iterable[Use], **kwargs: Any):
        super().__init__(*args, **kwargs)
        asked = [(str(one.evidence.pk), one.indicator) for one in uses]
        listed = [(key, f"{one.code} {one.text}") for key, one in asked]
        self.fields["uses"].choices = listed
        self.fields["uses"].initial = [key for key, _name in listed]
        if not listed:
            self.fields["uses"].widget = forms.MultipleHiddenInput()


class VersionForm(WordsForm, _Content, UsesForm):
    """A newer file or link, and in which answers it takes the place of the one before.

    It has days of its own: those of the version before are not begun with.
    """

    field_order = ("file", "link", *WORDS, "uses")

    @classmethod
    def about(cls, version: PieceVersion, **given: Any) -> Any:
        stands = {"kind": version.kind, "title": version.title, "base": version.number}
        return cls(initial=stands, **given)

    def told_of(self, newest: PieceVersion, lives: Lives) -> Told:
        """What is said of it: without a day new content counts as long as its kind does, and what
        the newest version holds already keeps its days.
        """
        if not keeping.holds(newest, **self.content):
            return Told.of_new(lives, **{name: self.cleaned_data[name] for name in WORDS})
        return Told(**{name: self.cleaned_data[name] or getattr(newest, name) for name in WORDS})


class PieceForm(_Content):
    """Something new. Without a day it counts as long as its kind does."""

    kind = WordsForm.base_fields["kind"]
    title = WordsForm.base_fields["title"]
    dated = WordsForm.base_fields["dated"]
    valid_until = WordsForm.base_fields["valid_until"]
    field_order = ("file", "link", *WORDS)

    def told(self, lives: Lives) -> Told:
        return Told.of_new(lives, **{name: self.cleaned_data[name] for name in WORDS})


class EvidenceForm(PieceForm):
    """Something new for a question, and for others beside it."""

    where = WhereField()
    also = forms.MultipleChoiceField(required=False)
    field_order = ("file", "link", "kind", "title", "where", "dated", "valid_until", "also")

    def __init__(self, *args: Any, form: Form, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.by_code = form.by_code
        self.fields["also"].choices = [(one, one) for one in form.by_code]

    def indicators(self, first: Indicator) -> list[Indicator]:
        """The question that was asked, then those that were ticked."""
        others = [self.by_code[code] for code in self.cleaned_data["also"]]
        return [first, *(one for one in others if one != first)]


class PickForm(forms.Form):
    """A piece of the register for one question, and where to look."""

    piece = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    where = WhereField()


class UseForm(forms.Form):
    """A question for a piece of the register, and where to look."""

    question = forms.ChoiceField(label=_("Question"))
    where = WhereField()

    def __init__(self, *args: Any, questions: Mapping[str, list[tuple[str, str]]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["question"].choices = [*questions.items()]


def unproved(sent: forms.Form) -> Unproved | None:
    """What to show of evidence that could not be kept; ``None`` when it was."""
    if sent.is_valid():
        return None
    errors = {name: " ".join(one) for name, one in sent.errors.items()}
    general = errors.pop(NON_FIELD_ERRORS, "")
    typed = sent.data.dict() | {"also": sent.data.getlist("also")}
    wrong = errors | ({"general": general} if general else {})
    file = sent.fields.get("file")
    return Unproved(typed, wrong, file.kept, file.found) if file else Unproved(typed, wrong)
