"""One page of a long list, from the address: `?page=3`. A wrong number gives the nearest page, never an error."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PER_PAGE = 50


def page_of(request: HttpRequest, items: Any, per_page: int = PER_PAGE, parameter: str = "page") -> Page:
    """Return the page of a query set or list that the address asks for (two queries: count and rows)."""
    return Paginator(items, per_page).get_page(request.GET.get(parameter))
