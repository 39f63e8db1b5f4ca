"""The entry point for `flask --app wsgi` and `gunicorn wsgi:app`."""

import click

from app import create_app
from app.delivery import logs
from config import Config

#: Flask's own commands that serve pages or name their addresses. Ours do neither: their links are PUBLIC_URL's.
NEED_PAGES = {"run", "routes", "shell"}

config = Config()
# Before the portal: what it warns of at its start is a line of the log like any other.
logs.configure(config.RELAIS_ENV)
# Which command asks for this module; none if a server does, or whoever imports it.
command = click.get_current_context(silent=True)
app = create_app(config, with_pages=command is None or command.info_name in NEED_PAGES)
if command is not None:
    from app.wiring import migrations

    migrations.register(app)
