"""The site's server in production: `gunicorn --config docs/deployment/gunicorn.conf.py wsgi:app`."""

import os

bind = os.environ.get("SITE_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("SITE_WORKERS", "2"))
# The proxy keeps slow bodies to itself; without one, a body that hardly comes holds one of these for ten seconds.
threads = int(os.environ.get("SITE_THREADS", "8"))
timeout = 60
graceful_timeout = 30
keepalive = 75
# A worker is replaced now and then; not all at the same moment.
max_requests = 20_000
max_requests_jitter = 2_000
# Where the site stands, and what a proxy is believed, is said by SCRIPT_NAME and TRUSTED_PROXIES, never by a header.
forwarder_headers = ""
forwarded_allow_ips = ""
secure_scheme_headers = {}
# One line a request is written by the portal itself, without what addresses hold.
accesslog = None
errorlog = "-"
