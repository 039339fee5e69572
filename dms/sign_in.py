"""The door: user name and password by Django's own authentication, with words that say what to do."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.utils.translation import gettext_lazy as _

from dms.sample_office.people import sign_in_accounts

WRONG = _(
    "The user name or the password is not right. Type both again; capital and small letters differ in the password."
)


class SignInForm(AuthenticationForm):
    """Django's form; one sentence for wrong name, wrong password and closed account: none is given away."""

    error_messages = {"invalid_login": WRONG, "inactive": WRONG}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["username"].label = _("User name")
        self.fields["password"].label = _("Password")


class SignIn(LoginView):
    """The sign-in page; a user who is already signed in goes on to where he wanted."""

    template_name = "access/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the demonstration accounts where allowed: those of `DEMO_ACCOUNTS`, else of the sample office."""
        shown: list[dict[str, str]] = []
        if settings.SHOW_DEMO_ACCOUNTS:
            shown = getattr(settings, "DEMO_ACCOUNTS", None) or sign_in_accounts()
        return super().get_context_data(**kwargs) | {"demo_accounts": shown}
