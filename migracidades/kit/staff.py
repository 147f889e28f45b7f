"""Pages of the staff: rendered inside the admin, with its frame."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def staff_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, title: str, status: int = 200
) -> HttpResponse:
    """Render ``template`` (which extends ``admin/page.html``) with what the admin's frame needs."""
    frame = admin.site.each_context(request)
    return render(request, template, frame | {"title": title} | context, status=status)
