"""Addresses of the classification scheme and of the dictionaries."""

from django.urls import path

from dms.records import class_views, term_views

urlpatterns = [
    path("wykaz-akt/", class_views.classes, name="classes"),
    path("wykaz-akt/nowa-wersja/", class_views.import_scheme, name="class_import"),
    path("wykaz-akt/<str:symbol>/", class_views.record_class, name="class"),
    path("administracja/slowniki/", term_views.words, name="terms"),
]
