"""A web server with TLS on loopback, whose certificate this process trusts while it runs."""

import datetime
import ipaddress
import threading
from contextlib import contextmanager

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from werkzeug.serving import WSGIRequestHandler, make_server

HOST = "127.0.0.1"


@pytest.fixture
def certificate(tmp_path, monkeypatch):
    """The two files; trusted as an authority that an operator has added to this machine would be."""
    key = ec.generate_private_key(ec.SECP256R1())
    files = tmp_path / "cert.pem", tmp_path / "key.pem"
    files[0].write_bytes(_signed(key).public_bytes(serialization.Encoding.PEM))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))
    monkeypatch.setenv("SSL_CERT_FILE", str(files[0]))
    return tuple(map(str, files))


def _signed(key):
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a line")])
    begins = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(begins).not_valid_after(begins + datetime.timedelta(days=2))
    own = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))])
    authority = x509.BasicConstraints(ca=True, path_length=None)
    return made.add_extension(own, False).add_extension(authority, True).sign(key, hashes.SHA256())


class _Quiet(WSGIRequestHandler):
    def log_request(self, *args, **kwargs):
        pass


@contextmanager
def serving(app, certificate, port=0):
    server = make_server(HOST, port, app, request_handler=_Quiet, ssl_context=certificate)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"https://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
