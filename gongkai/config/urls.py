"""Every address: the public site at the root, the API, the desk under its own prefix."""

from django.urls import include, path

handler400 = "gongkai.portal.pages.bad_request"
handler403 = "gongkai.portal.pages.forbidden"
handler404 = "gongkai.portal.pages.not_found"
handler500 = "gongkai.portal.pages.server_error"

urlpatterns = [
    path("", include("gongkai.letters.urls")),
    path("", include("gongkai.mailbox.urls")),
    path("", include("gongkai.foi.urls")),
    path("", include("gongkai.channels.urls")),
    path("desk/", include("gongkai.desk.urls")),
    path("style/", include("gongkai.desk.urls.style")),
    path("", include("gongkai.operations.urls")),
    path("", include("gongkai.portal.urls")),
]
