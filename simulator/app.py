"""The Flask application: the API, the control API and the pages."""

from flask import Flask

from simulator.control import api, pages
from simulator.official.gateway import Gateway, blueprint
from simulator.platform import Platform
from simulator.wecom import gateway as wecom

MOST_UPLOADED = 24 * 1024 * 1024


def create_app(platform: Platform) -> Flask:
    """An app that serves one platform."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MOST_UPLOADED
    app.json.sort_keys = False  # type: ignore[attr-defined]
    gateway = Gateway(platform.official)
    company = wecom.Gateway(platform.wecom)
    app.extensions["simulator.gateways"] = (gateway, company)
    app.register_blueprint(blueprint(gateway, platform.official))
    app.register_blueprint(wecom.blueprint(company))
    app.register_blueprint(api.blueprint(platform))
    app.register_blueprint(pages.blueprint(platform))
    return app
