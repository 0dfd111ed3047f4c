"""The survey behind a signed link, for anybody who holds it: no login, no cookie, no script.

One question a page. Every answer is a plain POST that leads back to the page, so that reloading
hands in nothing twice; what was answered before stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from console.public.wording import WORDS
from store.clock import Clock
from store.transactions import Store
from surveys import answers, form, kinds
from surveys.errors import AnswerError, LinkError, NotFoundError
from surveys.form import DONE, OPEN, Form
from surveys.links import Links
from surveys.values import CHOICES, LANGUAGES, SCORE, Question, Value

PREFIX = "/s"
FILES = Path(__file__).parents[1] / "static"
STYLES = ("tokens.css", "public.css")
POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
MOST_BYTES = 256_000
"""Some 28,000 Chinese characters as a browser sends them: too many, but they are shown again."""
STATIC_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class FormDoor:
    """What the pages are given by the process they live in."""

    store: Store
    clock: Clock
    links: Links


def blueprint(door: FormDoor) -> Blueprint:
    """The pages under /s."""
    pages = Blueprint("survey_form", __name__, template_folder="../templates", url_prefix=PREFIX)
    view = _Pages(door)
    pages.add_url_rule("/static/<name>", "style", _style)
    pages.add_url_rule("/<token>", "show", view.show)
    pages.add_url_rule("/<token>", "answer", view.answer, methods=["POST"])
    pages.before_request(_limit)
    pages.after_request(_guard)
    pages.register_error_handler(LinkError, _unknown)
    pages.register_error_handler(NotFoundError, _unknown)
    return pages


class _Pages:
    """The two views over one door."""

    def __init__(self, door: FormDoor) -> None:
        self._door = door

    def show(self, token: str) -> ResponseReturnValue:
        """The open question, or thanks."""
        with self._door.store.session() as session:
            found = form.load(
                session,
                token,
                links=self._door.links,
                language=_language(),
                now=self._door.clock.now(),
            )
        return _page(token, found, notice="repeated" if request.args.get("again") else "")

    def answer(self, token: str) -> ResponseReturnValue:
        """Keep an answer, or that they do not want to go on, and show what comes next."""
        try:
            links, now, language = self._door.links, self._door.clock.now(), _language()
        except RequestEntityTooLarge:
            return self._again(token, "too_long", language="")
        if request.form.get("go") == "end":
            with self._door.store.session() as session:
                form.finish(session, token, links=links, now=now)
            return _back(token)
        try:
            with self._door.store.session() as session:
                asked = answers.asked(session, links.read(token))
                question = asked.definition.question(request.form.get("question", ""))
                value = _value(question, request.form.getlist("value"))
                found = form.submit(
                    session, token, question.key, value, links=links, language=language, now=now
                )
        except KeyError:
            return _back(token)
        except AnswerError as error:
            typed = request.form.getlist("value")
            return self._again(token, error.problem, language=language, typed=typed)
        return _back(token, again="1" if found.repeated else "")

    def _again(
        self, token: str, problem: str, *, language: str, typed: Sequence[str] = ()
    ) -> ResponseReturnValue:
        now = self._door.clock.now()
        with self._door.store.session() as session:
            found = form.load(session, token, links=self._door.links, language=language, now=now)
        return _page(token, found, error=problem, typed=typed), 422


def _value(question: Question, given: list[str]) -> Value:
    """What the inputs of a question came to; nothing at all is no answer."""
    if request.form.get("go") == "skip":
        return None
    if question.answer == CHOICES:
        return given if question.most else given[:1]
    text = given[0].strip() if given else ""
    if question.answer == SCORE and text.isdecimal() and len(text) <= 2:
        return int(text)
    return text or None


def _page(
    token: str, found: Form, *, notice: str = "", error: str = "", typed: Sequence[str] = ()
) -> str:
    language = found.language if found.language in LANGUAGES else LANGUAGES[0]
    other = next(one for one in LANGUAGES if one != language)
    words: Mapping[str, str] = WORDS[language]
    return render_template(
        "public/form.html",
        token=token,
        form=found,
        inputs=kinds.every()[found.question.kind].inputs if found.question else "",
        language=language,
        other=other,
        words=words,
        notice=words[notice] if notice else "",
        error=words.get(f"error {error}", words["error"]) if error else "",
        typed=typed,
        is_open=found.state == OPEN,
        is_done=found.state == DONE,
    )


def _unknown(_error: Exception) -> ResponseReturnValue:
    language = _language() or LANGUAGES[0]
    return render_template("public/gone.html", language=language, words=WORDS[language]), 404


def _back(token: str, again: str = "") -> ResponseReturnValue:
    target = url_for(
        "survey_form.show", token=token, lang=_language() or None, again=again or None
    )
    return redirect(target, 303)


def _language() -> str:
    asked = request.values.get("lang", "")
    return asked if asked in LANGUAGES else ""


def _style(name: str) -> ResponseReturnValue:
    if name not in STYLES:
        return "", 404
    return send_from_directory(FILES, name, max_age=STATIC_SECONDS)


def _limit() -> None:
    request.max_content_length = MOST_BYTES


def _guard(response: Response) -> Response:
    headers = response.headers
    headers["Content-Security-Policy"] = POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "no-referrer"
    headers["X-Robots-Tag"] = "noindex"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    if response.mimetype != "text/css":
        headers["Cache-Control"] = "no-store"
    return response
