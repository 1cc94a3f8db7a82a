"""A row that says it isn't for everybody stays hidden; a word about something else hides nothing."""

import pytest

from service.meetings.feeds.hiding_words import OF_STATUS, UNMISTAKABLE
from tests.meetings.feeds.reading import cell, one


@pytest.mark.parametrize(
    ("heading", "value"),
    [
        ("Published", "No"),
        ("published", "0"),
        ("Is Active", "false"),
        ("Active?", "N"),
        ("Status", "draft"),
        ("Meeting Status", "Temporarily Closed"),
        ("Record Status", "I"),
        ("Visibility", "Private"),
        ("Private", "TRUE"),
        ("Restricted Attendance", "1"),
        ("Do Not List", "x"),
        ("Do not list by phone/SMS", "yes"),
        ("Show on Website", "No"),
        ("deleted_at", "2024-01-01"),
        ("Delete", "D"),
        ("On Hold", "yes"),
        ("Closed Permanently", "Yes"),
        ("Whatever", "Suspended"),
        ("Formats", "O, RA"),
        ("Type", "Private"),
        ("Audience", "Residents only"),
        ("Access", "Restricted"),
        ("Attendance", "Inactive"),
        ("Publicado", "No"),
        ("Estatus", "Inactivo"),
        ("Privé", "oui"),
        ("Listing", "on hold"),
        ("Statut", "Annulée"),
        ("Statut", "Fermée définitivement"),
        ("Estatus", "Cerrado definitivamente"),
        ("Record Status", "Pending approval"),
        ("Listing Status", "Awaiting facilitator (not meeting)"),
        ("Listing Status", "Closed - no longer meeting"),
        ("Meeting State", "Not currently meeting"),
        ("Facility Status", "Temporarily closed"),
        ("Whatever", "We have stopped meeting."),
        ("Special Instructions", "Not for publication."),
    ],
)
def test_a_column_that_says_so_hides_its_row(heading, value):
    assert cell(heading, value)["hidden_reason"]


@pytest.mark.parametrize(
    ("heading", "value"),
    [
        ("Published", "Yes"),
        ("Published", ""),
        ("Private", "FALSE"),
        ("Status", "Active"),
        ("Status", "new venue since May"),
        ("Closed", "Yes"),
        ("Open", "False"),
        ("Open to Public", "No"),
        ("Public Transport", "No"),
        ("Disabled Access", "No"),
        ("Meeting Type", "Closed"),
        ("deleted_at", ""),
        ("Closed on Holidays", "Yes"),
        ("Types", "Closed, Newcomer"),
        ("Display Email", "No"),
        ("Published Date", "2024-01-01"),
        ("Parking", "Private"),
        ("Parking", "Residents only"),
        ("Wheelchair", "Disabled"),
        ("Types", "Open, New"),
        ("Types", "Step, Review"),
        ("Types", "Future"),
        ("Accessibility", "Disabled Access"),
    ],
)
def test_a_column_about_something_else_hides_nothing(heading, value):
    assert cell(heading, value)["hidden_reason"] is None


@pytest.mark.parametrize(
    ("notes", "reason"),
    [
        ("Clients only", "private or restricted"),
        ("Full: not accepting newcomers.", "private or restricted"),
        ("Closed to new members", "private or restricted"),
        ("Not currently active", "no longer meets"),
        ("The group has closed its doors.", "no longer meets"),
        ("No hay junta", "closed for now"),
        ("Temporarily not meeting in person, Zoom only", "closed for now"),
        ("No hay junta el 25 de diciembre", None),
        ("Not meeting in person on holidays.", None),
        ("We close our doors at 8 sharp.", None),
        ("CANCELLED", "no longer meets"),
        ("Suspended!", "closed for now"),
        ("This meeting is not open to the public.", "private or restricted"),
        ("Treatment center patients only.", "private or restricted"),
        ("This group has disbanded.", "no longer meets"),
        ("No longer meeting.", "no longer meets"),
        ("Cancelled until further notice", "closed for now"),
        ("Temporarily suspended.", "closed for now"),
        ("Please do not list this meeting.", "asks not to be listed"),
        ("Closed on holidays.", None),
        ("Closed meeting, women only.", None),
        ("No longer meeting on Zoom.", None),
        ("This group is not meeting at the church until June; park hall instead.", None),
        ("Please do not share phone numbers.", None),
        ("Cancelled if the school is closed.", None),
        ("Street parking only. Use the private entrance.", None),
        ("Members hold open the door.", None),
        ("Suspended ceiling, mind your head.", None),
        ("Meeting cancelled Christmas Day.", None),
        ("Not meeting 12/25.", None),
        ("This group has closed captions.", None),
        ("Elevator temporarily closed.", None),
        ("Main entrance permanently closed, use rear.", None),
        ("Kitchen closed until further notice.", None),
        ("Staff only parking in front.", None),
        ("Parking lot for residents only.", None),
        ("Zoom is suspended.", None),
        ("This meeting is temporarily closed.", "closed for now"),
        ("MEETING SUSPENDED", "closed for now"),
        ("Temporarily closed due to renovation", "closed for now"),
        ("Closed until further notice", "closed for now"),
        ("The group is no longer meeting as of May.", "no longer meets"),
        ("Meeting has been cancelled.", "no longer meets"),
        ("Permanently closed", "no longer meets"),
        ("We have stopped meeting.", "no longer meets"),
        ("This group no longer exists.", "no longer meets"),
        ("CANCELLED - by group conscience", "no longer meets"),
        ("Discontinued until a room is found", "no longer meets"),
        ("Temporarily not meeting.", "closed for now"),
        ("On hiatus until further notice.", "closed for now"),
        ("Suspended for lack of a chair", "closed for now"),
        ("Please remove this listing.", "asks not to be listed"),
        ("For patients of the clinic only.", "private or restricted"),
        ("Le groupe est dissous en mars 2025", "no longer meets"),
        ("La réunion n'a plus lieu.", "no longer meets"),
        ("En pause jusqu'à nouvel ordre", "closed for now"),
        ("Réservée aux résidentes", "private or restricted"),
        ("El grupo cerró en 2024.", "no longer meets"),
        ("Ya no sesiona.", "no longer meets"),
        ("No hay reunión hasta nuevo aviso.", "closed for now"),
        ("Sólo para internos", "private or restricted"),
        ("No publicar.", "asks not to be listed"),
        ("Not currently meeting", "closed for now"),
        ("Closed for the season", "closed for now"),
        ("Meeting is no longer held.", "no longer meets"),
        ("Not open to outside members", "private or restricted"),
        ("By invitation of the church we use the big hall.", None),
        ("Zoom option discontinued", None),
        ("Please do not share the link.", None),
        ("Only the 25 December meeting is cancelled.", None),
        ("The children's group is cancelled; we go on.", None),
        ("Formerly for patients only, now open to all.", None),
        ("Please do not publish photos.", None),
        ("Do not use the main entrance.", None),
        ("Women's shelter donations welcome.", None),
        ("Not suspended: we are back!", None),
        ("Was suspended during 2020, back since 2022.", None),
        ("The group that met on Elm St has folded into this one.", None),
        ("Annulée seulement en cas de tempête.", None),
        ("Réunion fermée (membres seulement).", None),
        ("Le groupe du mardi est annulé; celui-ci continue.", None),
        ("Se suspendió en 2020; ya sesiona.", None),
        ("Cerrado el 25 de diciembre.", None),
        ("No publicar fotos.", None),
    ],
)
def test_a_note_must_be_plain_about_it(notes, reason):
    assert one(notes=notes)["hidden_reason"] == reason


@pytest.mark.parametrize(
    ("name", "hidden"),
    [
        ("CANCELLED - Night Owls", True),
        ("Night Owls (inactive)", True),
        ("[DRAFT] Night Owls", True),
        ("Private: Night Owls", True),
        ("Closed Mouths Don't Get Fed", False),
        ("Test of Faith", False),
        ("Never Suspended", False),
        ("Closed Women's Group", False),
        ("CLOSED - Night Owls", True),
        ("Closed: Women's Step", False),
        ("Night Owls [No longer meeting]", True),
        ("Night Owls - CANCELLED", True),
        ("Renaissance (ANNULÉE)", True),
        ("Le réveil - fermé définitivement", True),
        ("Nuevo Día (SUSPENDIDO)", True),
        ("*** SUSPENDED *** Night Owls", True),
        ("Private Hell to Public Joy", False),
        ("Suspended Animation Group", False),
        ("Draft Horse Group", False),
        ("Porte fermée, coeur ouvert", False),
    ],
)
def test_a_name_must_be_plain_about_it_too(name, hidden):
    assert bool(one(name=name)["hidden_reason"]) is hidden


def test_json_has_such_fields_as_well():
    assert one(status="draft")["hidden_reason"] == "not published"
    assert one(published=False)["hidden_reason"] == "not published"
    assert one(do_not_list=1)["hidden_reason"] == "asks not to be listed"
    assert one(attendance_option="inactive")["hidden_reason"]


def test_every_unmistakable_word_has_a_reason():
    assert set(OF_STATUS) >= UNMISTAKABLE


@pytest.mark.parametrize("word", sorted(UNMISTAKABLE))
def test_every_unmistakable_word_hides_alone_in_a_note(word):
    assert one(notes=word.replace("-", " ").capitalize())["hidden_reason"]


def test_where_only_the_room_is_closed_its_link_is_kept():
    said = {"notes": "Hall temporarily closed"}
    assert one(**said)["hidden_reason"] == "closed for now"
    assert one(**said, conference_url="https://example.org/j")["mode"] == "online"
    assert (
        one(status="Temporarily closed", conference_url="https://example.org/j")["mode"] == "online"
    )
