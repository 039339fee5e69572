"""The administrator's pages: units and users, what role each holds where, passwords, closing an account."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dms.access import actions
from dms.access.forms import GrantForm, PasswordForm, UnitForm, UserForm
from dms.access.models import Membership, Role, Unit, User
from dms.errors import NotFound
from dms.http import page
from dms.paging import page_of
from dms.polish import InPolish

FORM = require_http_methods(["GET", "HEAD", "POST"])


@page("access.write")
@require_safe
def administration(request: HttpRequest) -> HttpResponse:
    """List users with their roles, and units."""
    users = User.objects.prefetch_related("memberships__unit").order_by("-is_active", InPolish("name"))
    text = request.GET.get("q", "").strip()
    if text:
        users = users.filter(name__icontains=text) | users.filter(username__icontains=text)
    context = {"users": page_of(request, users), "units": Unit.objects.select_related("parent"), "q": text}
    return render(request, "access/administration.html", context)


@page("access.write")
@FORM
def add_user(request: HttpRequest) -> HttpResponse:
    """Add a user; roles are given on the user's own page."""
    form = UserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = form.attempt(lambda: actions.add_user(by=_by(request), **form.cleaned_data))
        if made:
            messages.success(request, _("The account of %(name)s was made. Give it a role now.") % {"name": made.name})
            return redirect("user", made.pk)
    return render(request, "access/user_add.html", {"form": form}, status=422 if form.errors else 200)


@page("access.write")
@FORM
def add_unit(request: HttpRequest) -> HttpResponse:
    """Add a unit."""
    form = UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = form.attempt(lambda: actions.add_unit(by=_by(request), **form.cleaned_data))
        if made:
            messages.success(request, _("Unit %(symbol)s was added.") % {"symbol": made.symbol})
            return redirect("administration")
    return render(request, "access/unit_add.html", {"form": form}, status=422 if form.errors else 200)


@page("access.write")
@require_safe
def user(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Show a user with the forms that change what they may do."""
    return _user_page(request, _user(user_id))


@page("access.write")
@FORM
def grant(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Give a role. Asked for, it leads to the user's page."""
    if request.method != "POST":
        return redirect("user", user_id)
    found, form = _user(user_id), GrantForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        made = form.attempt(
            lambda: actions.grant(found, Role(data["role"]), data["unit"], cleared=data["cleared"], by=_by(request))
        )
        if made:
            undo = reverse("user_revoke", args=[found.pk, made.pk])
            messages.success(request, _("The role was given."), extra_tags=f"undo:{undo}")
            return redirect("user", found.pk)
    return _user_page(request, found, grant_form=form)


@page("access.write")
@require_POST
def revoke(request: HttpRequest, user_id: UUID, membership_id: int) -> HttpResponseRedirect:
    """Take a role away; it acts at once."""
    found = Membership.objects.select_related("unit").filter(user_id=user_id, pk=membership_id).first()
    if found is None:
        raise NotFound(what=str(membership_id))
    actions.revoke(found, by=_by(request))
    messages.success(request, _("The role “%(role)s” was taken away.") % {"role": found.get_role_display()})
    return HttpResponseRedirect(reverse("user", args=[user_id]))


@page("access.write")
@FORM
def password(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Set a user's password. Asked for, it leads to the user's page."""
    if request.method != "POST":
        return redirect("user", user_id)
    found, form = _user(user_id), PasswordForm(request.POST)
    if form.is_valid():
        form.attempt(lambda: actions.set_password(found, form.cleaned_data["password"], by=_by(request)))
    if form.errors:
        return _user_page(request, found, password_form=form)
    messages.success(request, _("The password of %(name)s was set.") % {"name": found.name})
    return redirect("user", found.pk)


@page("access.write")
@require_POST
def deactivate(request: HttpRequest, user_id: UUID) -> HttpResponseRedirect:
    """Close an account."""
    found = _user(user_id)
    actions.deactivate(found, by=_by(request))
    messages.success(request, _("The account of %(name)s is closed.") % {"name": found.name})
    return HttpResponseRedirect(reverse("user", args=[found.pk]))


def _user(user_id: UUID) -> User:
    found = User.objects.filter(pk=user_id).first()
    if found is None:
        raise NotFound(what=str(user_id))
    return found


def _user_page(request: HttpRequest, found: User, **forms: Any) -> HttpResponse:
    context = {
        "person": found,
        "memberships": found.memberships.select_related("unit").order_by("role"),
        "grant_form": forms.get("grant_form") or GrantForm(),
        "password_form": forms.get("password_form") or PasswordForm(),
        "self": found.pk == request.user.pk,
    }
    return render(request, "access/user.html", context, status=422 if forms else 200)


def _by(request: HttpRequest) -> Any:
    return request.user
