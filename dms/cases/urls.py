"""Addresses of cases."""

from django.urls import path

from dms.cases import filing_views, register_views, views

urlpatterns = [
    path("sprawy/", views.case_list, name="cases"),
    path("sprawy/nowa/", views.open_case, name="case_open"),
    path("sprawy/dolacz/", filing_views.file_record, name="case_file"),
    path("sprawy/spis/", register_views.years, name="registers"),
    path("sprawy/spis/<int:year>/<str:unit>/<str:symbol>/", register_views.register, name="register"),
    path("sprawy/spis/<int:year>/<str:unit>/<str:symbol>/<int:group>/", register_views.register, name="register_group"),
    path("sprawy/<uuid:case_id>/", views.case, name="case"),
    path("sprawy/<uuid:case_id>/edycja/", views.edit, name="case_edit"),
    path("sprawy/<uuid:case_id>/zakoncz/", views.close, name="case_close"),
    path("sprawy/<uuid:case_id>/wznow/", views.reopen, name="case_reopen"),
    path("sprawy/<uuid:case_id>/dokument/", filing_views.add_record, name="case_add_record"),
    path("sprawy/<uuid:case_id>/dokument/<uuid:record_id>/wyjmij/", filing_views.unfile, name="case_unfile"),
    path("sprawy/<uuid:case_id>/odsylacz/<uuid:record_id>/", filing_views.mention, name="case_mention"),
    path("sprawy/<uuid:case_id>/odsylacz/<uuid:record_id>/usun/", filing_views.unmention, name="case_unmention"),
]
