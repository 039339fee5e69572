"""Addresses of the calendar."""

from django.urls import path

from dms.calendar import appointment_views, views

ONE = "kalendarz/spotkanie/<uuid:appointment_id>"

urlpatterns = [
    path("kalendarz/", views.calendar, name="calendar"),
    path("kalendarz/<uuid:principal_id>.ics", views.feed, name="calendar_feed"),
    path("kalendarz/nowe/", appointment_views.add, name="appointment_add"),
    path(f"{ONE}/", appointment_views.appointment, name="appointment"),
    path(f"{ONE}/edycja/", appointment_views.edit, name="appointment_edit"),
    path(f"{ONE}/odwolaj/", appointment_views.cancel, name="appointment_cancel"),
    path(f"{ONE}/przywroc/", appointment_views.restore, name="appointment_restore"),
    path(f"{ONE}/dolacz/", appointment_views.attach, name="appointment_attach"),
    path(f"{ONE}/odlacz/<slug:kind>/<uuid:noun_id>/", appointment_views.detach, name="appointment_detach"),
    path(f"{ONE}/dolacz/<slug:kind>/<uuid:noun_id>/", appointment_views.attach_again, name="appointment_attach_again"),
]
