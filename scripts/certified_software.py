"""Certified software as a clinic has it, against the portal that `make run` started: what it sends, what it is told.

Its product is registered and the clinic DEMO-1001 lets it act, by the commands of the portal; all the rest goes over
HTTP, as from anywhere. `PORT` and `RELAIS_DATA` are those of `make run`. `--uncertified` signs with a key that nobody
registered.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests
from joserfc import jwt
from joserfc.jwk import ECKey

ROOT = Path(__file__).resolve().parent.parent
SITE = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
CLINIC = "DEMO-1001"
SCOPES = ("clinic.submit", "clinic.read")
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SECONDS = 60
AUTHOR = {
    "given_name": "Ariane",
    "family_name": "Desbiens",
    "order": "OPPQ",
    "title": "physiotherapist",
    "member_no": "DEMO-P1",
}


def flask(*arguments: str) -> str:
    """What a command of the portal prints."""
    command = [str(Path(sys.executable).parent / "flask"), "--app", "wsgi", *arguments]
    environment = {"RELAIS_ENV": "development", **os.environ}
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


def registered(key: ECKey) -> str:
    """Register the product by its public key, let it act for the clinic, and return the identifier it signs as."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as keys:
        json.dump({"keys": [key.as_dict(private=False)]}, keys)
        keys.flush()
        client_id = flask("api", "register-product", "Exemple", "1.0", keys.name).strip()
    scopes = [word for scope in SCOPES for word in ("--scope", scope)]
    print(flask("api", "authorise", client_id, CLINIC, *scopes), end="")
    return client_id


@dataclass
class Software:
    """A product that signs as `client_id` with its private key; `token` is the last that it was given."""

    client_id: str
    key: ECKey
    token: str = ""

    def sign_in(self) -> bool:
        """Ask for a token; whether it was given."""
        said = {"iss": self.client_id, "sub": self.client_id, "aud": f"{SITE}/oauth/token", "jti": uuid4().hex}
        ends = int(time.time()) + 240  # noqa: TID251 (a vendor has a clock of its own)
        assertion = jwt.encode({"alg": "ES256", "kid": "one"}, {**said, "exp": ends}, self.key)
        form = {"grant_type": "client_credentials", "client_assertion_type": ASSERTION, "client_assertion": assertion}
        answer = requests.post(
            f"{SITE}/oauth/token", {**form, "scope": " ".join(SCOPES), "supplier_no": CLINIC}, timeout=SECONDS
        )
        told("POST /oauth/token", answer.status_code, answer.json().get("error", "a token"))
        self.token = answer.json().get("access_token", "")
        return answer.ok

    def call(self, method: str, path: str, body: Any = None, key: str = "") -> Any:
        """Call the interface; what it answers."""
        headers = {"Authorization": f"Bearer {self.token}", **({"Idempotency-Key": key} if key else {})}
        answer = requests.request(method, f"{SITE}/api/v1{path}", headers=headers, json=body, timeout=SECONDS)
        found = answer.json()
        told(f"{method} {path}", answer.status_code, found.get("outcome") or found.get("submission") or "")
        for error in found.get("errors", ()):
            print(f"    {error['pointer']} {error['severity']}: {error['says']}")
        return found

    def changes_since(self, cursor: str) -> tuple[list[Any], str]:
        """What changed since then, to its end; and from where to ask next."""
        changes: list[Any] = []
        while True:
            found = self.call("GET", f"/submissions?since={cursor}")
            changes, cursor = [*changes, *found["submissions"]], found["next"]
            if not found["submissions"]:
                return changes, cursor


def told(what: str, status: int, words: str) -> None:
    """A line for what was asked and answered."""
    print(f"{what} -> {status} {words}")


def report_of(worker: dict[str, Any], on: date) -> dict[str, Any]:
    """The step report that a worker's care waits for, signed that day; its plan is still to be written."""
    return {
        "client_ref": "SCRIPT-1",
        "supplier_no": CLINIC,
        "file_no": worker["file_no"],
        "discipline": worker["discipline"],
        "schema_version": "1",
        "software": {"product": "Exemple", "version": "1.0"},
        "author": AUTHOR,
        "signed_on": on.isoformat(),
        "cause": "21_days",
        "period_from": (on - timedelta(days=41)).isoformat(),
        "period_until": on.isoformat(),
        "subjective": "Moins de douleur",
        "objective": "Amplitude accrue",
        "assessment": "Progrès",
        "plan": "",
        "treatments_given": 4,
        "absences": 0,
    }


def play(software: Software) -> None:
    """The report that is late is tried, mended, sent, sent again; the lines that waited for it leave by themselves."""
    board = software.call("GET", "/workers-in-care")
    late = next(worker for worker in board["workers"] if worker["state"] == "late")
    _before, cursor = software.changes_since("0")
    body = report_of(late, date.fromisoformat(board["on"]))
    software.call("POST", "/validations", {"form": "step_report", "body": body})
    asked = {"form": "step_report", "body": {**body, "plan": "Continuer"}}
    software.call("POST", "/validations", asked)
    key = uuid4().hex
    first = software.call("POST", "/reports", asked, key)
    again = software.call("POST", "/reports", asked, key)
    print(f"    sent twice under one key, received once: {first == again}")
    changes, _cursor = software.changes_since(cursor)
    for change in changes:
        print(f"    {change['form']}: {change['state']} {[line['state'] for line in change['lines']]}")


def main() -> int:
    """Returns 1 when no token is given."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--uncertified", action="store_true", help="sign with a key that nobody registered")
    uncertified = parser.parse_args().uncertified
    key = ECKey.generate_key("P-256", {"kid": "one", "use": "sig"}, private=True)
    client_id = registered(key)
    if uncertified:
        key = ECKey.generate_key("P-256", {"kid": "one", "use": "sig"}, private=True)
    software = Software(client_id, key)
    if not software.sign_in():
        return 1
    play(software)
    return 0


if __name__ == "__main__":
    sys.exit(main())
