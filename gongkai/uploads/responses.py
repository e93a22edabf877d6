"""Files on their way out: always as an attachment, never shown in place, never with a cookie."""

import logging

from django.http import FileResponse, Http404, HttpResponse

from . import queries, storage
from .models import StoredFile, Upload

log = logging.getLogger(__name__)


def respond(upload: Upload) -> FileResponse:
    """The public copy of an open upload, for anybody; raises Http404 unless it is open now."""
    if upload.state != Upload.State.OPEN or upload.public_copy is None:
        raise Http404
    response = _attachment(upload.public_copy, upload.name)
    response["ETag"] = f'"{upload.public_copy.digest}"'
    # May be kept, but is asked for again each time: a file that was taken down is gone from the next moment on.
    response["Cache-Control"] = "public, no-cache"
    return response


def respond_to_official(upload: Upload) -> FileResponse | HttpResponse:
    """What was uploaded, for an official whose page has checked that he may see it; raises Http404 once destroyed.

    What is held for a scanner is not handed out: 409 with the reason.
    """
    if upload.state == Upload.State.REMOVED:
        raise Http404
    if upload.is_held:
        why = queries.INFECTED if upload.virus == Upload.Virus.INFECTED else queries.HELD
        return HttpResponse(why, status=409, content_type="text/plain; charset=utf-8")
    response = _attachment(upload.stored, upload.name)
    response["Cache-Control"] = "private, no-store"
    return response


def _attachment(stored: StoredFile, name: str) -> FileResponse:
    try:
        file = storage.path_of(stored.digest).open("rb")
    except FileNotFoundError:
        log.error("the file %s is missing from the store", stored.digest)
        raise Http404 from None
    # FileResponse writes a name that is not ASCII after RFC 5987 (filename*=utf-8'').
    response = FileResponse(file, as_attachment=True, filename=name, content_type=stored.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
