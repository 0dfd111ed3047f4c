"""The API's endpoints, one module for each part of the documentation."""

from simulator.official.endpoints import (
    base,
    custom,
    drafts,
    mass,
    media,
    menu,
    qrcode,
    subscribe,
    tags,
    template,
    users,
)
from simulator.official.endpoints.routes import Endpoint

MODULES = (base, custom, drafts, mass, media, menu, qrcode, subscribe, tags, template, users)


def table() -> dict[str, Endpoint]:
    """Every endpoint by its path."""
    return {one.path: one for module in MODULES for one in module.routes.endpoints}
