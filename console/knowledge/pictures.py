"""Pictures of answers: taken from the form, kept in our store, shown to staff."""

from flask import Blueprint, Response, abort, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from console.access import actor, needs
from console.desk import desk
from knowledge.pictures import shelf
from knowledge.pictures.content import MOST_BYTES


def register(console: Blueprint) -> None:
    console.add_url_rule("/knowledge/pictures/<digest>", view_func=answer_picture)


@needs("agent")
def answer_picture(digest: str) -> ResponseReturnValue:
    """One picture, as it goes out."""
    with desk().store.reading() as session:
        found = shelf.get(session, digest)
    if found is None:
        abort(404)
    response: Response = make_response(found.content)
    response.headers["Content-Type"] = found.content_type
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def received() -> str:
    """How the answer of this form names its picture: the one just uploaded, kept at once so that
    a mistake elsewhere in the form does not cost it, else the one it had, else "".

    Raise `InvalidError` for a file that is no picture.
    """
    upload = request.files.get("picture")
    if upload is not None and upload.filename:
        return f"{shelf.MARK}{kept(upload)}"
    return "" if "no_picture" in request.form else request.form.get("image", "").strip()


def kept(upload: FileStorage) -> str:
    """Put an uploaded file on the shelf and return its digest; raise `InvalidError` for what is no
    picture."""
    content = upload.stream.read(MOST_BYTES + 1)
    with desk().store.session() as session:
        name = upload.filename or ""
        return shelf.put(session, content, name=name, actor=actor(), now=desk().now())


def digest_of(image: str) -> str:
    """The digest in a picture's name; "" for one that is known to the platform only."""
    return image.removeprefix(shelf.MARK) if image.startswith(shelf.MARK) else ""


def standing_of(image: str) -> list[str]:
    """In words, how each account stands to a picture."""
    digest = digest_of(image)
    if not digest:
        return []
    with desk().store.reading() as session:
        loans = shelf.standing(session).get(digest, [])
    return [_in_words(loan) for loan in loans] or ["保存后几秒内传到公众号"]


def _in_words(loan: shelf.Loan) -> str:
    if loan.problem is not None:
        return f"{loan.account} 没有收下（{loan.problem}），十分钟后再试"
    return f"已传到 {loan.account}"
