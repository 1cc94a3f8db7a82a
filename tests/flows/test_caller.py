"""The name that a whole household may hear."""

import pytest

from service.app import create_app
from service.errors import ConfigurationError
from service.flows.caller import tells_a_topic
from tests.line import settings_for


@pytest.mark.parametrize(
    "name",
    [
        "the community line", "la línea de la comunidad", "Valley Line", "la línea de vecinos",
        "the neighbors' line", "Lantern",
    ],
)  # fmt: skip
def test_a_neutral_name_may_be_said(name):
    assert not tells_a_topic(name)


@pytest.mark.parametrize(
    "name",
    [
        "the AA line", "sober friends", "the grief line", "LGBTQ neighbors", "la línea de duelo",
        "the recovery line", "Tuesday meeting", "alcoholicos anonimos", "the crisis line",
    ],
)  # fmt: skip
def test_a_telling_name_may_not(name):
    assert tells_a_topic(name)


def test_with_a_telling_name_nothing_starts(tmp_path):
    with pytest.raises(ConfigurationError, match="CALLER_NAME_ES must tell no topic"):
        create_app(settings_for(tmp_path, caller_name_es="la línea de duelo"))
