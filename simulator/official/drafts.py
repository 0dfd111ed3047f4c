"""Drafts of articles and permanent assets: what a mass send of an article refers to."""

import secrets
from dataclasses import dataclass
from typing import Any

from simulator.official import limits
from simulator.official.errors import ApiError

Json = dict[str, Any]


@dataclass(frozen=True)
class Article:
    """One article: `content` is the HTML that the bot wrote, `thumb` a permanent asset."""

    title: str
    author: str
    digest: str
    content: str
    source_url: str
    thumb: str


class Drafts:
    """Articles by media id. The caller holds the account's lock."""

    def __init__(self) -> None:
        self._drafts: dict[str, list[Article]] = {}

    def add(self, articles: list[Article]) -> str:
        if len(self._drafts) >= limits.DRAFTS:
            raise ApiError(45001)
        media_id = secrets.token_urlsafe(48)
        self._drafts[media_id] = articles
        return media_id

    def require(self, media_id: object) -> list[Article]:
        """40007 when there is no such draft."""
        found = self._drafts.get(media_id) if isinstance(media_id, str) else None
        if found is None:
            raise ApiError(40007)
        return found

    def delete(self, media_id: object) -> None:
        self.require(media_id)
        del self._drafts[str(media_id)]


def read_article(given: object) -> Article:
    """Check an article of draft/add: 44003 for none, 45003, 45004 too long, 40007 no cover."""
    if not isinstance(given, dict):
        raise ApiError(44003)
    article = Article(
        title=_words(given, "title"),
        author=_words(given, "author"),
        digest=_words(given, "digest"),
        content=_words(given, "content"),
        source_url=_words(given, "content_source_url"),
        thumb=_words(given, "thumb_media_id"),
    )
    if not article.title or not article.content:
        raise ApiError(44004)
    if len(article.title) > limits.ARTICLE_TITLE:
        raise ApiError(45003)
    if len(article.digest) > limits.ARTICLE_DIGEST:
        raise ApiError(45004)
    if len(article.content) > limits.ARTICLE_CHARACTERS:
        raise ApiError(45002)
    return article


def _words(given: Json, name: str) -> str:
    return str(given.get(name) or "")
