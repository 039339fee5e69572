"""Addresses of the administrator's pages."""

from django.urls import path

from dms.access import views

urlpatterns = [
    path("administracja/", views.administration, name="administration"),
    path("administracja/komorki/nowa/", views.add_unit, name="unit_add"),
    path("administracja/uzytkownicy/nowy/", views.add_user, name="user_add"),
    path("administracja/uzytkownicy/<uuid:user_id>/", views.user, name="user"),
    path("administracja/uzytkownicy/<uuid:user_id>/rola/", views.grant, name="user_grant"),
    path(
        "administracja/uzytkownicy/<uuid:user_id>/rola/<int:membership_id>/odbierz/", views.revoke, name="user_revoke"
    ),
    path("administracja/uzytkownicy/<uuid:user_id>/haslo/", views.password, name="user_password"),
    path("administracja/uzytkownicy/<uuid:user_id>/zamknij/", views.deactivate, name="user_deactivate"),
]
