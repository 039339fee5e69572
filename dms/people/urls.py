"""Addresses of persons."""

from django.urls import path

from dms.people import views

urlpatterns = [
    path("osoby/", views.people, name="people"),
    path("osoby/nowa/", views.add, name="person_add"),
    path("osoby/<uuid:person_id>/", views.person, name="person"),
    path("osoby/<uuid:person_id>/edycja/", views.edit, name="person_edit"),
]
