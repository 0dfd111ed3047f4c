"""Pictures that are chosen in the form of a campaign, kept before anything else is looked at."""

from flask import request

from console.knowledge import pictures as knowledge_pictures
from console.rules.forms import Form
from knowledge.errors import InvalidError
from membership.errors import FieldError

CHOSEN, NONE = ".file", ".none"


def received(form: Form) -> Form:
    """The form in which each picture is the one just chosen, the one it had, or none.

    Raise `FieldError` at the input of a file that is no picture.
    """
    copy: Form = form.copy()
    for name in [one for one in form if one.endswith(NONE)]:
        copy.pop(name.removesuffix(NONE), None)
    for name, file in request.files.items():
        if name.endswith(CHOSEN) and file.filename:
            place = name.removesuffix(CHOSEN)
            copy[place] = _kept(place, name)
    return copy


def _kept(place: str, name: str) -> str:
    try:
        return knowledge_pictures.kept(request.files[name])
    except InvalidError as error:
        raise FieldError(place, error.reason, "picture") from None
