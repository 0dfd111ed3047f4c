"""WeCom's endpoints, one module for each part of the documentation."""

from simulator.wecom.endpoints import base, contacts, kf, mass, message, robot
from simulator.wecom.endpoints.routes import Endpoint

MODULES = (base, contacts, kf, mass, message, robot)


def table() -> dict[str, Endpoint]:
    """Every endpoint by its path."""
    return {one.path: one for module in MODULES for one in module.routes.endpoints}
