"""A real OpenID provider, the npm package `oidc-provider`, which somebody else wrote and certified."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from joserfc.jwk import RSAKey

from tests.servers.network import Network
from tests.servers.process import find_program, stop

FOLDER = Path(__file__).parent / "oidc"
CLIENT_ID = "relais"
CLIENT_SECRET = "a secret of the tests, long enough for any provider"

ACCOUNTS: list[dict[str, Any]] = [
    {
        "sub": "amelie-rse",
        "name": "Amélie Tremblay",
        "email": "amelie.tremblay@usine.example",
        "neq": "1100000008",
        "roles": ["rse"],
        "acr": "2",
    },
    {
        "sub": "bruno-user",
        "name": "Bruno Gagnon",
        "email": "bruno.gagnon@usine.example",
        "neq": "1100000008",
        "roles": ["user"],
        "acr": "2",
    },
    {"sub": "agent", "name": "Carole Agente", "email": "carole@commission.example", "roles": ["agent"], "acr": "2"},
]


@dataclass(frozen=True)
class OidcProvider:
    """The running provider. `sign_in` walks through it as a person would."""

    issuer: str

    @property
    def settings(self) -> dict[str, Any]:
        """The application's settings that make it use this provider."""
        return {"OIDC_ISSUER": self.issuer, "OIDC_CLIENT_ID": CLIENT_ID, "OIDC_CLIENT_SECRET": CLIENT_SECRET}

    def sign_in(self, authorization_url: str, subject: str) -> str:
        """From where the portal sends a browser to where the provider sends it back: the callback with its code."""
        with requests.Session() as browser:
            answer = browser.get(authorization_url, timeout=10)
            answer.raise_for_status()
            assert "/interaction/" in answer.url, f"{answer.url}: {answer.text[:300]}"
            answer = browser.get(f"{answer.url}/as/{subject}", timeout=10, allow_redirects=False)
            while answer.headers["Location"].startswith(self.issuer):
                answer = browser.get(answer.headers["Location"], timeout=10, allow_redirects=False)
            return answer.headers["Location"]


def _client() -> dict[str, Any]:
    return {
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
        "redirect_uris": ["http://127.0.0.1/any-path-of-the-loopback"],
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
    }


def start_provider(folder: Path, accounts: list[dict[str, Any]]) -> tuple[subprocess.Popen[str], str]:
    """Start one with these accounts; its key stays in `folder`. Returns the process and the issuer."""
    key = RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)
    jwks = folder / "jwks.json"
    jwks.write_text(json.dumps({"keys": [key.as_dict(private=True)]}), encoding="utf-8")
    with (folder / "provider.log").open("w") as log:
        process = subprocess.Popen(
            [find_program("node"), "server.mjs"],
            cwd=FOLDER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps({"clients": [_client()], "accounts": accounts, "jwks": str(jwks)}))
    process.stdin.close()
    for line in process.stdout:
        if line.startswith('{"issuer"'):
            return process, json.loads(line)["issuer"]
    pytest.fail(f"the provider did not start: {(folder / 'provider.log').read_text()}", pytrace=False)


@pytest.fixture(scope="session")
def oidc_provider(tmp_path_factory: pytest.TempPathFactory, planned_network: Network) -> Iterator[OidcProvider]:
    """The session's provider, with the people of ACCOUNTS."""
    process, issuer = start_provider(tmp_path_factory.mktemp("oidc"), ACCOUNTS)
    port = int(issuer.rpartition(":")[2])
    planned_network.plan(port)
    yield OidcProvider(issuer)
    stop(process)
    assert process.stdout is not None
    process.stdout.close()
