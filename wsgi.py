"""The entry point for `flask --app wsgi` and `gunicorn wsgi:app`."""

from app import create_app
from app.delivery import logs
from config import Config

config = Config()
# Before the portal: what it warns of at its start is a line of the log like any other.
logs.configure(config.RELAIS_ENV)
app = create_app(config)
