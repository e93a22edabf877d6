"""Public pages. The error pages are named here because the settings ask for them here."""

from .errors import bad_request, csrf_failure, forbidden, not_found, server_error

__all__ = ["bad_request", "csrf_failure", "forbidden", "not_found", "server_error"]
