"""What robots and customer sends are given to say: plain fields, wherever they come from."""

from typing import Protocol


class Content(Protocol):
    """Text, markdown, an image, or an article of title, address and perhaps a picture."""

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
