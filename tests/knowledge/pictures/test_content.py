"""A picture is what its bytes say, whole, and not too large."""

import pytest

from knowledge.errors import InvalidError
from knowledge.pictures.content import MOST_BYTES, Kind, recognised
from tests.knowledge.pictures.samples import gif, jpeg, png


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (png(20, 30), Kind("image/png", 20, 30)),
        (jpeg(640, 480), Kind("image/jpeg", 640, 480)),
        (gif(9, 8), Kind("image/gif", 9, 8)),
    ],
)
def test_each_kind_is_known_with_its_size(content: bytes, kind: Kind) -> None:
    assert recognised(content) == kind


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "kind"),
        (b"<html>", "kind"),
        (png()[:-20], "kind"),
        (jpeg()[:-2], "kind"),
        (gif()[:12], "kind"),
        (png(0, 3), "kind"),
        (b"\xff\xd8\xff\xe0" + bytes(200) + b"\xff\xd9", "kind"),
        (png(9000, 1), "large"),
        (png() + bytes(MOST_BYTES), "large"),
    ],
)
def test_what_is_no_whole_picture_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(InvalidError) as caught:
        recognised(content)
    assert (caught.value.field, caught.value.reason) == ("picture", reason)
