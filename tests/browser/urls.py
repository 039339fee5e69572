"""Addresses for browser tests of the frame: the project's own and two sample pages around all components."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import include, path

from dms import pages


def said(request: HttpRequest) -> HttpResponse:
    """Say three things and show the components."""
    messages.success(request, "Sklasyfikowano 38 dokumentów", extra_tags="undo:/cofnij/")
    messages.warning(request, "Podgląd 3 plików powstanie później.")
    messages.error(request, "Nie zapisano uwag.")
    return pages.components(request)


def undo(request: HttpRequest) -> HttpResponse:
    """Stand for an undo: lead to the components."""
    assert request.method == "POST"
    return HttpResponseRedirect("/skladniki/")


urlpatterns = [
    path("", include("dms.urls")),
    path("skladniki/", pages.components, name="sample"),
    path("powiedziano/", said, name="sample_said"),
    path("cofnij/", undo),
]
