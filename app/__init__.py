"""Relais: who may see compensation files, and by which way each notice about them goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Config


def create_app(config: Config | None = None, *, with_pages: bool = True) -> Flask:
    """Wire the application. `config` holds every setting; by default it is read from the environment."""
    # Imported here, for what needs one module of the house only: the processes of app/delivery/confined.
    from flask import Flask
    from jinja2 import StrictUndefined

    from app import clock, extensions
    from app.delivery import logs
    from app.site.web.page.templating import PageEnvironment
    from config import ROOT, Config

    config = config or Config()
    clock.configure(config.RELAIS_ENV, file=config.RELAIS_DATA / "clock")
    config.RELAIS_DATA.mkdir(parents=True, exist_ok=True)
    app = Flask(
        __name__,
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        instance_path=str(config.RELAIS_DATA),
    )
    app.jinja_environment = PageEnvironment
    app.config.from_object(config)
    app.jinja_env.undefined = StrictUndefined
    for extension in (extensions.db, extensions.login_manager, extensions.csrf):
        extension.init_app(app)

    from app.wiring import commands, hooks, pages, tables, texts

    tables.register()
    logs.join()
    hooks.register(app)
    commands.register(app)
    # Half of what a start costs, and a command asks for none (docs/decisions/0028-start-up.md).
    (pages if with_pages else texts).register(app)
    return app
