"""What every other app stands on: locations, partners, people and roles, the calendar, shared lists, the access log."""

from .access_log import AccessLog
from .calendar import CalendarPeriod
from .catalogue import Skill, Subject
from .location import Bicycle, Block, BlockHours, Location, LocationYear, Room
from .message import Message
from .partner import ContactPerson, Partner, PartnerAgreement
from .people import Membership, User
from .task import Task

__all__ = [
    "AccessLog",
    "Bicycle",
    "Block",
    "BlockHours",
    "CalendarPeriod",
    "ContactPerson",
    "Location",
    "LocationYear",
    "Membership",
    "Message",
    "Partner",
    "PartnerAgreement",
    "Room",
    "Skill",
    "Subject",
    "Task",
    "User",
]
