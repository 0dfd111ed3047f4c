"""What staff have begun to write, kept on the server, and who looks at what."""

from tickets.repository.drafts import (
    DraftView,
    ViewerView,
    drop,
    look,
    read,
    save,
    viewers,
)

__all__ = [
    "DraftView",
    "ViewerView",
    "drop",
    "look",
    "read",
    "save",
    "viewers",
]
