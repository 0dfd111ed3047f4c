"""Pictures and voices of customers, from our own store."""

from flask import Blueprint, Response, abort, make_response
from flask.typing import ResponseReturnValue

from console.access import needs
from console.desk import desk
from tickets import media

SHOWN = ("image/jpeg", "image/png", "image/gif", "image/webp")
HEARD = ("audio/amr", "audio/mpeg", "audio/mp3", "audio/ogg", "audio/wav", "video/mp4")


def register(console: Blueprint) -> None:
    console.add_url_rule("/media/<int:attachment_id>", view_func=attachment)


@needs("agent")
def attachment(attachment_id: int) -> ResponseReturnValue:
    """One file. What a browser might run as a page is only ever offered as a download."""
    with desk().store.reading() as session:
        found = media.read(session, attachment_id)
    if found.content is None:
        abort(404)
    kind = (found.content_type or "").partition(";")[0].strip().lower()
    response: Response = make_response(found.content)
    safe = kind in SHOWN or kind in HEARD
    response.headers["Content-Type"] = kind if safe else "application/octet-stream"
    if not safe:
        response.headers["Content-Disposition"] = f"attachment; filename=file-{found.id}"
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
