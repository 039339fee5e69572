"""Addresses of the inbox."""

from django.urls import path

from dms.inbox import views

urlpatterns = [
    path("skrzynka/", views.inbox, name="inbox"),
    path("skrzynka/zbiorczo/", views.classify_many, name="inbox_many"),
    path("skrzynka/zbiorczo/<uuid:token>/cofnij/", views.undo_many, name="inbox_undo_many"),
    path("skrzynka/<uuid:record_id>/", views.save, name="inbox_save"),
    path("skrzynka/<uuid:record_id>/cofnij/", views.undo, name="inbox_undo"),
    path("skrzynka/<uuid:record_id>/z-akt/<uuid:case_id>/cofnij/", views.unfile, name="inbox_unfile"),
]
