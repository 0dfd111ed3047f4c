"""The pages: the bench with a phone at `/`, one phone alone, and the files they show."""

from flask import Blueprint, Response, render_template

from simulator.control.avatars import avatar_svg
from simulator.official.errors import ApiError
from simulator.platform import Platform

# Nothing is loaded from elsewhere, and no script stands in a page.
_POLICY = "default-src 'self'; img-src 'self' data: blob: http: https:; frame-ancestors 'self'"


def blueprint(platform: Platform) -> Blueprint:
    routes = Blueprint("pages", __name__)

    @routes.after_request
    def guard(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    @routes.get("/")
    def bench() -> str:
        return render_template("bench.html", account=platform.settings)

    @routes.get("/phone/<openid>")
    def phone(openid: str) -> str | tuple[str, int]:
        if platform.phone(openid) is None:
            return render_template("missing.html"), 404
        return render_template("phone.html", account=platform.settings, openid=openid)

    @routes.get("/wecom/")
    def company() -> str:
        return render_template("wecom.html", company=platform.wecom.settings)

    _files(routes, platform)
    return routes


def _files(routes: Blueprint, platform: Platform) -> None:
    @routes.get("/sim/media/<media_id>")
    def media(media_id: str) -> Response:
        with platform.official.lock:
            found = platform.official.media.stored(media_id)
        with platform.wecom.lock:
            found = found or platform.wecom.media.stored(media_id)
        if found is None:
            return Response("", 404)
        return Response(found.content, mimetype=found.content_type)

    @routes.get("/sim/article/<media_id>")
    def article(media_id: str) -> str | tuple[str, int]:
        try:
            with platform.official.lock:
                first = platform.official.drafts.require(media_id)[0]
        except ApiError:
            return render_template("missing.html"), 404
        return render_template("article.html", account=platform.settings, article=first)

    @routes.get("/sim/avatar/<int:number>.svg")
    def avatar(number: int) -> Response:
        answer = Response(avatar_svg(number), mimetype="image/svg+xml")
        answer.headers["Cache-Control"] = "max-age=86400"
        return answer
