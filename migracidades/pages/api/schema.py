"""How the addresses are described to programs (OpenAPI)."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import get_script_prefix
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from .addresses import BY_NAME, LANGUAGE, PAGE, Parameter
from .serializers import Problem

Serializer = Any


class Generator(SchemaGenerator):
    """Names the programme's own address as the server: the paths stand below it."""

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        schema = super().get_schema(request=request, public=public)
        return schema | {"servers": [{"url": get_script_prefix().rstrip("/") or "/"}]}


def described(
    name: str, answer: Serializer, *, missing: bool = False, picky: bool = False
) -> Callable:
    """Describe a view by its ``Address``. ``missing``: it may be 404; ``picky``: it may be 400."""
    address = BY_NAME[name]
    paged = PAGE in address.parameters
    responses = {200: answer, 429: OpenApiResponse(Problem, "Too many calls; wait.")}
    if missing or paged:
        responses[404] = OpenApiResponse(Problem, "There is no such thing.")
    if picky:
        responses[400] = OpenApiResponse(dict, "What is wrong with each parameter.")
    return extend_schema(
        summary=address.title,
        description=address.gives,
        parameters=[*_parameters(address.path, address.parameters), _language()],
        responses=responses,
    )


def _parameters(path: str, parameters: tuple[Parameter, ...]) -> list[OpenApiParameter]:
    return [
        OpenApiParameter(
            one.name,
            one.kind,
            OpenApiParameter.PATH if f"{{{one.name}}}" in path else OpenApiParameter.QUERY,
            description=one.says,
        )
        for one in parameters
        if one is not PAGE
    ]


def _language() -> OpenApiParameter:
    codes = [code for code, _name in settings.LANGUAGES]
    return OpenApiParameter(LANGUAGE.name, str, description=LANGUAGE.says, enum=codes)
