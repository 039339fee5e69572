"""Addresses of retention."""

from django.urls import path

from retention import views

urlpatterns = [
    path("retencja/", views.due, name="due"),
    path("retencja/sprawa/<uuid:subject_id>/", views.facts, {"kind": "case"}, name="retention_case"),
    path("retencja/dokument/<uuid:subject_id>/", views.facts, {"kind": "record"}, name="retention_record"),
]
