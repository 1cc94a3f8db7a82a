"""Ports on this machine: is one free, and what to say when it is not."""

import socket

from service.errors import BadInput


def require_free(command: str, host: str, port: int) -> None:
    """Raises BadInput naming another one to try."""
    if not is_free(host, port):
        raise BadInput(f"Port {port} is taken. Try another: porchlight {command} --port {port + 2}")


def port_beside(host: str, port: int) -> int:
    """The next one if it is free, else any."""
    if port < 65535 and is_free(host, port + 1):
        return port + 1
    with socket.socket() as probe:
        probe.bind((host, 0))
        free: int = probe.getsockname()[1]
        return free


def is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        # As servers do: a port whose connections are only just closing is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True
