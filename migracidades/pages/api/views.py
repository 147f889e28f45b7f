"""The API: what the programme publishes, for programs. It reads, on the public side."""

from collections.abc import Callable

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import exception_handler

from certification.editions.models import Edition
from certification.seal.queries import certified_ever, seal_with_code
from dimensions import queries as questionnaires

from . import queries
from .addresses import ADDRESSES
from .schema import Generator, described
from .serializers import (
    CertifiedShape,
    EditionInFullShape,
    EditionShape,
    ProgrammeShape,
    QuestionnaireShape,
    SealShape,
)


class Reading(GenericAPIView):
    """A view that only reads."""

    http_method_names = ["get", "head", "options"]

    def get_exception_handler(self) -> Callable:
        # The house's own takes back what the request wrote. Here that is the count of calls alone,
        # and it has to stay: whoever guesses codes is counted too.
        return exception_handler


class Root(Reading):
    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        """The addresses that can be called as they stand."""
        listed = [one.name for one in ADDRESSES if one.listed]
        return Response({name: reverse(f"api:{name}", request=request) for name in listed})


class Schema(Reading):
    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        """The OpenAPI description, in the language asked for."""
        return Response(Generator().get_schema(request=request, public=True))


class TheProgramme(Reading):
    @described("programme", ProgrammeShape)
    def get(self, request: Request) -> Response:
        return Response(ProgrammeShape(request.programme).data)


class Editions(Reading):
    @described("editions", EditionShape(many=True))
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(_editions())
        shown = queries.with_counts(page)
        return self.get_paginated_response(EditionShape(shown, many=True).data)


def _editions():
    found = Edition.objects.filter(published=True)
    return found.select_related("programme", "questionnaire").order_by("-year")


class OneEdition(Reading):
    @described("edition", EditionInFullShape, missing=True)
    def get(self, request: Request, year: int) -> Response:
        edition = _editions().filter(year=year).first()
        if edition is None:
            raise Http404(_("There is no edition of %(year)s.") % {"year": year})
        return Response(EditionInFullShape(queries.in_full(edition)).data)


class Dimensions(Reading):
    @described("dimensions", QuestionnaireShape, missing=True)
    def get(self, request: Request) -> Response:
        published = questionnaires.published()
        wanted = request.query_params.get("version")
        for one in published:
            if wanted in (None, one.version):
                versions = {"versions": [other.version for other in published]}
                form = questionnaires.form_of(one)
                return Response(QuestionnaireShape(form, context=versions).data)
        raise Http404(
            _("There is no questionnaire of this version. Choose one of those published.")
        )


class CertifiedFilter(serializers.Serializer):
    """What narrows the list of certified governments."""

    year = serializers.IntegerField(required=False, min_value=1, max_value=9999)
    level = serializers.CharField(required=False)
    state = serializers.CharField(required=False)

    def validate_level(self, code: str) -> str:
        levels = [one["code"] for one in self.context["request"].programme.config["levels"]]
        if code in levels:
            return code
        raise serializers.ValidationError(
            _("There is no such level of government. Levels: %(levels)s.")
            % {"levels": ", ".join(levels)}
        )


class CertifiedGovernments(Reading):
    @described("certified", CertifiedShape(many=True), picky=True)
    def get(self, request: Request) -> Response:
        asked = CertifiedFilter(data=request.query_params, context={"request": request})
        asked.is_valid(raise_exception=True)
        page = self.paginate_queryset(certified_ever(**asked.validated_data))
        return self.get_paginated_response(CertifiedShape(page, many=True).data)


class OneSeal(Reading):
    @described("seal", SealShape, missing=True)
    def get(self, request: Request, code: str) -> Response:
        seal = seal_with_code(code)
        if seal is None:
            raise Http404(
                _("No document has this code. Check each letter and digit with the document.")
            )
        return Response(SealShape(seal).data)
