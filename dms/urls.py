"""All addresses: each feature's own, then the shell's."""

from django.urls import include, path

urlpatterns = [
    path("", include("dms.records.urls")),
    path("", include("ingest.urls")),
    path("", include("search.urls")),
    path("", include("dms.inbox.urls")),
    path("", include("dms.desk.urls")),
    path("", include("dms.cases.urls")),
    path("", include("dms.records.class_urls")),
    path("", include("dms.calendar.urls")),
    path("", include("dms.people.urls")),
    path("", include("retention.urls")),
    path("", include("dms.access.urls")),
    path("", include("dms.shell_urls")),
]

handler400 = "dms.pages.bad_request"
handler403 = "dms.pages.forbidden"
handler404 = "dms.pages.not_found"
handler500 = "dms.pages.server_error"
