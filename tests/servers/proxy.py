"""The proxy of docs/deployment/nginx.conf, started as it is but for names, ports and certificate."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.house.source import ROOT
from tests.servers.network import Network
from tests.servers.process import find_program, free_port, listens, stop, wait_until

CONFIGURATION = ROOT / "docs" / "deployment" / "nginx.conf"
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def _certificate(folder: Path) -> None:
    """A certificate that nobody trusts: what is looked at here is what the proxy does with bodies."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "relais.example")])
    certificate = (
        x509.CertificateBuilder(subject_name=name, issuer_name=name, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2000, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(9999, 12, 31, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "privkey.pem").write_bytes(private)
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(Encoding.PEM))


def _written(folder: Path, port: int, plain_port: int, site_port: int) -> Path:
    """The configuration with this test's ports and folder; each change must find what it changes."""
    text = CONFIGURATION.read_text(encoding="utf-8")
    for said, here in (
        ("listen 80;", f"listen 127.0.0.1:{plain_port};"),
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{site_port};"),
        ("/etc/relais/tls/", f"{folder}/"),
        ("/var/log/nginx/", f"{folder}/"),
    ):
        assert said in text, f"{CONFIGURATION.name} no longer says {said}"
        text = text.replace(said, here)
    (folder / "relais.conf").write_text(text, encoding="utf-8")
    places = "\n".join(f"{name}_temp_path {folder}/{name};" for name in TEMPORARY)
    user = "user root;" if os.geteuid() == 0 else ""
    main = folder / "nginx.conf"
    start = f"daemon off; pid {folder}/nginx.pid; {user}"
    main.write_text(f"{start}\nevents {{}}\nhttp {{\n{places}\ninclude {folder}/relais.conf;\n}}\n")
    return main


@contextmanager
def running_proxy(folder: Path, site_port: int, network: Network) -> Iterator[int]:
    """The proxy in front of a site; the port on which it speaks TLS."""
    folder.mkdir()
    port, plain_port = free_port(), free_port()
    network.plan(port)
    _certificate(folder)
    program = find_program("nginx", Path("/usr/sbin"))
    log = folder / "error.log"
    with log.open("w") as output:
        command = [program, "-e", "stderr", "-c", str(_written(folder, port, plain_port, site_port))]
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, text=True)
    try:
        wait_until(lambda: listens(port), process, log)
        yield port
    finally:
        stop(process)
