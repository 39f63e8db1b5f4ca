"""The entry point for `flask --app wsgi` and `gunicorn wsgi:app`."""

from app import create_app
from app.delivery import logs

app = create_app()
logs.configure(app.config["RELAIS_ENV"])
