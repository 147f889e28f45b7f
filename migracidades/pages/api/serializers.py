"""What each address answers, field by field."""

from typing import Any

from django.urls import reverse
from rest_framework import serializers

from certification.editions.counting import Counted
from certification.seal.models import Seal
from certification.seal.queries import Certified
from migracidades.ledger.mail import absolute
from migracidades.tenancy.models import Programme

Text = serializers.CharField


class Problem(serializers.Serializer):
    """Why there is no answer, as a sentence."""

    detail = Text()


class LevelShape(serializers.Serializer):
    """A level of government: what one is called, and several."""

    code = Text()
    name = Text()
    plural = Text()


class LinkShape(serializers.Serializer):
    name = Text()
    url = serializers.URLField(required=False)


class ProgrammeShape(serializers.Serializer):
    slug = Text()
    name = Text()
    tagline = serializers.SerializerMethodField()
    languages = serializers.ListField(child=Text())
    default_language = Text()
    time_zone = Text()
    levels = serializers.SerializerMethodField()
    links = LinkShape(many=True)
    partners = LinkShape(many=True)

    def get_tagline(self, programme: Programme) -> str:
        return programme.text("tagline")

    def get_levels(self, programme: Programme) -> LevelShape(many=True):
        codes = [level["code"] for level in programme.config["levels"]]
        return [
            {
                "code": code,
                "name": programme.level_name(code),
                "plural": programme.level_plural(code),
            }
            for code in codes
        ]


class CountShape(serializers.Serializer):
    """One of the three counts. ``number`` is null when no source tells it."""

    code = serializers.ChoiceField(Counted.choices, source="counted.value")
    name = Text(source="counted.label")
    definition = Text(source="counted.definition")
    number = serializers.IntegerField(allow_null=True)
    source = Text()


class EditionShape(serializers.Serializer):
    """An edition; without a questionnaire it was before this platform, and its sources count."""

    year = serializers.IntegerField(source="edition.year")
    questionnaire = Text(source="edition.questionnaire.version", default=None, allow_null=True)
    counts = CountShape(many=True)


class StepShape(serializers.Serializer):
    """When a step is open. Steps may overlap."""

    step = Text()
    name = Text()
    opens_at = serializers.DateTimeField(source="period.opens_at")
    closes_at = serializers.DateTimeField(source="period.closes_at")
    extended = serializers.BooleanField(source="period.extended")


class EditionInFullShape(EditionShape):
    levels = serializers.ListField(child=Text(), source="edition.levels")
    quota = serializers.IntegerField(source="edition.quota", allow_null=True)
    minimum_priorities = serializers.IntegerField(source="edition.minimum_priorities")
    maximum_priorities = serializers.IntegerField(source="edition.maximum_priorities")
    ceremony_on = serializers.DateField(source="edition.ceremony_on", allow_null=True)
    steps = StepShape(many=True)


class IndicatorShape(serializers.Serializer):
    """A question. Its code is the same in every version that asks it."""

    code = Text()
    kind = Text()
    text = Text()
    weight = serializers.IntegerField(allow_null=True)
    applies_to = serializers.ListField(child=Text())


class DimensionShape(serializers.Serializer):
    code = Text()
    position = serializers.IntegerField()
    name = Text()
    about = Text()
    group = Text()
    optional = serializers.BooleanField()
    indicators = IndicatorShape(many=True)


class QuestionnaireShape(serializers.Serializer):
    code = Text()
    version = Text()
    versions = serializers.SerializerMethodField()
    title = Text()
    checksum = Text()
    dimensions = DimensionShape(many=True)

    def get_versions(self, _form: Any) -> list[str]:
        return self.context["versions"]


class GovernmentShape(serializers.Serializer):
    code = Text()
    name = Text()
    level = Text()
    state = Text()
    region = Text()


class CertifiedShape(serializers.Serializer):
    """``seal`` and ``verification`` are null where only a public ``source`` tells of it."""

    year = serializers.IntegerField(source="edition.year")
    government = GovernmentShape()
    seal = Text(source="seal.code", default=None, allow_null=True)
    verification = serializers.SerializerMethodField()
    source = Text()

    def get_verification(self, row: Certified) -> str | None:
        return verification_of(row.seal) if row.seal else None


class SealShape(serializers.Serializer):
    """``facts`` are those of the moment of issuing and never change; the state may."""

    code = Text()
    kind = serializers.ChoiceField(Seal.Kind.choices)
    state = serializers.ChoiceField(Seal.State.choices)
    state_changed_at = serializers.DateTimeField()
    reason = Text(source="state_reason")
    issued_at = serializers.DateTimeField()
    facts = serializers.DictField()
    sha256 = Text()
    document = serializers.SerializerMethodField()
    verification = serializers.SerializerMethodField()

    def get_document(self, seal: Seal) -> str | None:
        return absolute(reverse("seal_file", args=[seal.code])) if seal.file_id else None

    def get_verification(self, seal: Seal) -> str:
        return verification_of(seal)


def verification_of(seal: Seal) -> str:
    """The address that the QR code on the document leads to."""
    return absolute(reverse("verification", args=[seal.code]))
