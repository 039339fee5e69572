"""Addresses of the way in, and of the pictures of kept files."""

from django.urls import path

from ingest import views

urlpatterns = [
    path("dodaj/", views.upload, name="upload"),
    path("dodaj/sprawdz/", views.check, name="upload_check"),
    path("dodaj/ostatnie/", views.arrivals, name="arrivals"),
    path("dodaj/<uuid:arrival_id>/ponow/", views.retry, name="arrival_retry"),
    path("dokument/<uuid:record_id>/<int:number>/miniatura/", views.thumbnail, name="thumbnail"),
    path("dokument/<uuid:record_id>/<int:number>/strona/<int:page_number>/", views.page_image, name="page_image"),
    path("dokument/<uuid:record_id>/<int:number>/obraz/", views.picture, name="picture"),
]
