"""Starting the portal's programs from one process that has already imported them: `python -m tests.servers.forking`.

A browser's story starts the site, the provider and a dozen commands; each would spend seconds on the same imports.
Each is a process of its own all the same, with its own environment, as `tests/servers/test_deployment.py` and
`tests/journeys/test_make_run.py` start them from nothing. Reads one JSON object a line, answers one a line.
"""

from __future__ import annotations

import atexit
import json
import os
import sys
import time
import traceback
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, NoReturn

from tests.servers.forgetful import wait_for_no_disk

#: What reads the settings at its import stays out: each process reads its own environment.
READS_SETTINGS = {"app.demo.web.application", "app.demo.cli.identity_provider"}
BESIDE = ("flask.cli", "flask_migrate", "gunicorn.app.wsgiapp", "gunicorn.workers.gthread")


def import_everything() -> None:
    """Import every module of the portal, and what serves it. Raises AssertionError if one read the settings."""
    import app

    for module in walk_packages(app.__path__, "app."):
        if module.name not in READS_SETTINGS and not module.name.startswith("app.delivery.received.confined"):
            import_module(module.name)
    for name in BESIDE:
        import_module(name)
    assert "config" not in sys.modules, "a module reads the settings at its import: name it in READS_SETTINGS"


def become(arguments: list[str], environment: dict[str, str], output: str, errors: str) -> NoReturn:
    """In the child: be that program, and end as it ends."""
    for number, path, flags in ((0, os.devnull, os.O_RDONLY), (1, output, os.O_WRONLY), (2, errors, os.O_WRONLY)):
        os.dup2(os.open(path, flags | os.O_CREAT | os.O_APPEND if flags else flags, 0o600), number)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.argv = arguments
    code = 1
    try:
        if arguments[0] == "python":
            sys.argv = arguments[1:2] + arguments[3:]
            exec(compile(arguments[2], "<string>", "exec"), {"__name__": "__main__"})  # noqa: S102 (as python -c does)
        elif arguments[0] == "gunicorn":
            import_module("gunicorn.app.wsgiapp").run()
        else:
            import_module("flask.cli").main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            sys.stderr.write(f"{end.code}\n")
    except BaseException:
        traceback.print_exc()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """Start a program, or say how one ended: nothing while it runs."""
    if "wait" in asked:
        found, status = os.waitpid(asked["wait"], os.WNOHANG)
        return {"ended": os.waitstatus_to_exitcode(status) if found else None}
    pid = os.fork()
    if pid == 0:
        become(**asked)
    return {"pid": pid}


def main() -> None:
    """Serve until nobody asks any more."""
    wait_for_no_disk()
    import_everything()
    _say({"ready": True})
    for line in sys.stdin:
        _say(answer(json.loads(line)))


def _say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
