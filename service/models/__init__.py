"""Every table, one class a file; this file only gathers them."""

from service.models.alert import Alert, Trouble
from service.models.attendance import Answer, Attendance
from service.models.care import Care
from service.models.carrier_copy import CarrierCopy
from service.models.case import (
    Case,
    CaseEvent,
    CasePage,
    CaseRing,
    CaseState,
    CaseStep,
    VoiceMessage,
)
from service.models.catch_up import CatchUp
from service.models.check_in import Asks, CheckIn
from service.models.check_in_day import CheckInDay, DayState
from service.models.code_try import CodeTry
from service.models.consent import ConsentEvent, ConsentRow
from service.models.console import ConsolePost, ConsoleSession, FormTaken, LogEntry, Post, SignIn
from service.models.contact import Contact, ContactTelling, Invitation, Said, Stands
from service.models.conversation import Conversation, Question, QuestionState
from service.models.coordinator import Coordinator, Expected
from service.models.dispatch import DispatchCentre
from service.models.erasure import Erasure
from service.models.feed import Feed
from service.models.follow_up import FollowUp, FollowUpState, Stage
from service.models.gazetteer import KnownPlace
from service.models.goal import Goal, GoalMark
from service.models.group import Group, GroupFacts, Membership
from service.models.heartbeat import Heartbeat
from service.models.inbound import Inbound
from service.models.list_import import ImportState, ListImport
from service.models.meeting import Meeting
from service.models.meeting_date import MeetingDate
from service.models.note import Note
from service.models.notice import (
    Notice,
    NoticeEvent,
    NoticeGroup,
    NoticeKind,
    NoticeRecipient,
    NoticeState,
)
from service.models.outbox import Attempt, Lane, Outbox, State, Way
from service.models.people_list import (
    ListState,
    Outcome,
    PeopleList,
    PeopleListPiece,
    PeopleListRow,
)
from service.models.person import Person
from service.models.phone import LineType, PersonPhone, PhoneRow
from service.models.reminder import Reminder
from service.models.report import Report, ReportReader, Topic
from service.models.ride import Ride, RideState
from service.models.shift_ask import AskState, ShiftAsk
from service.models.suppression import Suppression
from service.models.timer import Timer
from service.models.visit import Visit
from service.models.volunteer import Role, Shift, Volunteer
from service.models.waiting import Waiting
from service.models.watch import Watch

__all__ = [
    "Alert",
    "Answer",
    "AskState",
    "Asks",
    "Attempt",
    "Attendance",
    "Care",
    "CarrierCopy",
    "Case",
    "CaseEvent",
    "CasePage",
    "CaseRing",
    "CaseState",
    "CaseStep",
    "CatchUp",
    "CheckIn",
    "CheckInDay",
    "CodeTry",
    "ConsentEvent",
    "ConsentRow",
    "ConsolePost",
    "ConsoleSession",
    "Contact",
    "ContactTelling",
    "Conversation",
    "Coordinator",
    "DayState",
    "DispatchCentre",
    "Erasure",
    "Expected",
    "Feed",
    "FollowUp",
    "FollowUpState",
    "FormTaken",
    "Goal",
    "GoalMark",
    "Group",
    "GroupFacts",
    "Heartbeat",
    "ImportState",
    "Inbound",
    "Invitation",
    "KnownPlace",
    "Lane",
    "LineType",
    "ListImport",
    "ListState",
    "LogEntry",
    "Meeting",
    "MeetingDate",
    "Membership",
    "Note",
    "Notice",
    "NoticeEvent",
    "NoticeGroup",
    "NoticeKind",
    "NoticeRecipient",
    "NoticeState",
    "Outbox",
    "Outcome",
    "PeopleList",
    "PeopleListPiece",
    "PeopleListRow",
    "Person",
    "PersonPhone",
    "PhoneRow",
    "Post",
    "Question",
    "QuestionState",
    "Reminder",
    "Report",
    "ReportReader",
    "Ride",
    "RideState",
    "Role",
    "Said",
    "Shift",
    "ShiftAsk",
    "SignIn",
    "Stage",
    "Stands",
    "State",
    "Suppression",
    "Timer",
    "Topic",
    "Trouble",
    "Visit",
    "VoiceMessage",
    "Volunteer",
    "Waiting",
    "Watch",
    "Way",
]
