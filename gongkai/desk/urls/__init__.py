"""Addresses of the desk, by area; rooms above add their own under /desk/ in the wiring."""

from . import account, administration, home, publishing

app_name = "desk"
urlpatterns = [
    *account.urlpatterns,
    *home.urlpatterns,
    *publishing.urlpatterns,
    *administration.urlpatterns,
]
