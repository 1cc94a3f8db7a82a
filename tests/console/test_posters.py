import pytest

from tests.console.clubs import club
from tests.console.desk import somebody
from tests.console.qr import text_of
from tests.line import BEN, LINE


@pytest.fixture
def poster(ben):
    """Its address, for a group whose word tells the topic."""
    group = club(ben.house, "GRIEF", somebody(ben.house, BEN))
    return f"/meetings/{group.meeting_id}/poster"


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ("?in=en", "JOIN%20GRIEF"),
        ("?in=es", "UNIR%20GRIEF"),
        ("?in=en&neutral=1", "MENU"),
        ("?in=es&neutral=1", "MENU"),
    ],
)
def test_a_camera_that_reads_the_square_opens_a_text_to_the_line(ben, poster, asked, word):
    square = ben.get(f"{poster}.svg{asked}")
    assert square.mimetype == "image/svg+xml"
    assert text_of(square.text) == f"sms:{LINE}?body={word}"


def test_the_number_the_word_and_the_way_without_a_mobile_are_on_it(ben, poster):
    page = ben.get(f"{poster}?in=en").text
    assert '<p class="number">406-555-0199</p>' in page
    assert "Text JOIN GRIEF" in page and "call this number from any phone" in page
    assert "call 4 0 6, 5 5 5, 0 1 9 9" in page  # for the radio


def test_in_spanish_all_that_hangs_on_the_wall_is(ben, poster):
    wall = ben.get(f"{poster}?in=es").text.partition('class="poster"')[2].partition("</section>")[0]
    assert "Envíe UNIR GRIEF" in wall and "Cada martes a las 7 pm" in wall


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_neutral_one_names_no_group_topic_or_place(ben, poster, language):
    page = ben.get(f"{poster}?in={language}&neutral=1").text
    title, main = (
        page.partition("</title>")[0],
        page.partition('class="poster"')[2].partition("<footer")[0],
    )
    told = title + main
    assert not [word for word in ("GRIEF", "Grief", "Circle", "Grange", "AA") if word in told]
