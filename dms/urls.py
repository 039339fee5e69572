"""All addresses: each feature's own, then the shell's."""

from django.urls import include, path

urlpatterns = [
    path("", include("dms.shell_urls")),
]

handler400 = "dms.pages.bad_request"
handler500 = "dms.pages.server_error"
