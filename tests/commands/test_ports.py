import socket

import pytest

from service.commands.ports import is_free, port_beside, require_free
from service.errors import BadInput

HOST = "127.0.0.1"


@pytest.fixture
def taken():
    with socket.socket() as server:
        server.bind((HOST, 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_port_in_use_is_refused_with_another_to_try(taken):
    with pytest.raises(BadInput, match=f"Port {taken} is taken. .*--port {taken + 2}"):
        require_free("up", HOST, taken)


def test_the_port_beside_is_one_that_is_free(taken):
    assert is_free(HOST, port_beside(HOST, taken - 1))
    assert port_beside(HOST, taken - 1) != taken
