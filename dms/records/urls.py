"""Addresses of records."""

from django.urls import path

from dms.records import change_views, views

urlpatterns = [
    path("dokument/<uuid:record_id>/", views.record, name="record"),
    path("dokument/<uuid:record_id>/plik/<int:number>/", views.record_file, name="record_file"),
    path("dokument/<uuid:record_id>/opis/", change_views.describe, name="record_describe"),
    path("dokument/<uuid:record_id>/dostep/", change_views.protect, name="record_protect"),
    path("dokument/<uuid:record_id>/dostep/<str:level>/<str:unit>/", change_views.protect_as, name="record_protect_as"),
    path("dokument/<uuid:record_id>/powiazania/", change_views.relate, name="record_relate"),
    path(
        "dokument/<uuid:record_id>/powiazania/<str:relation_type>/<uuid:target_id>/",
        change_views.relate_to,
        name="record_relate_to",
    ),
    path("dokument/<uuid:record_id>/powiazania/<int:relation_id>/usun/", change_views.unrelate, name="record_unrelate"),
]
