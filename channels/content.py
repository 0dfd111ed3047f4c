"""What staff have written for many: plain fields, wherever they come from."""

from typing import Protocol


class Content(Protocol):
    """Text, markdown, an image, or an article of title, text, address and perhaps a picture."""

    @property
    def kind(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def url(self) -> str: ...


def picture_name(content_type: str) -> str:
    """What a picture is called where the platform asks for a file's name."""
    return f"picture.{content_type.rpartition('/')[2] or 'png'}"


def cut(text: str, most: int) -> str:
    """The beginning of a text that has at most so many bytes of UTF-8."""
    return text.encode()[:most].decode(errors="ignore")
