"""Addresses of the desk, the jobs and the audit trail."""

from django.urls import path

from dms.desk import views

urlpatterns = [
    path("", views.home, name="home"),
    path("zadania/", views.jobs, name="jobs"),
    path("zadania/<uuid:job_id>/ponow/", views.retry, name="job_retry"),
    path("dziennik/", views.audit, name="audit"),
    path("dziennik/sprawdz/", views.verify, name="audit_verify"),
]
