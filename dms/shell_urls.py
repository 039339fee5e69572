"""Routes of the shell itself, included at the root by `dms.urls`; the error handlers are in `dms.pages`."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.views import LogoutView
from django.urls import path

from dms import display, pages
from dms.http import page
from dms.sign_in import SignIn

urlpatterns = [
    path("logowanie/", page("open")(SignIn.as_view()), name="sign_in"),
    path("wyloguj/", page("open")(LogoutView.as_view()), name="sign_out"),
    path("wyglad/", display.set_display, name="set_display"),
    path("dostepnosc/", pages.accessibility, name="accessibility"),
    path("mapa-serwisu/", pages.site_map, name="site_map"),
]
if settings.DEBUG:
    urlpatterns.append(path("styl/", pages.components, name="components"))
