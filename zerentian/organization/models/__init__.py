from zerentian.organization.models.accounts import Account, PastPassword
from zerentian.organization.models.areas import Area, AreaCharge
from zerentian.organization.models.calendar import CalendarDay, CalendarYear
from zerentian.organization.models.clocks import LocalClock
from zerentian.organization.models.factors import RecoveryCode, SecondFactor
from zerentian.organization.models.kept import KeptList, Looked
from zerentian.organization.models.keys import AccessKey
from zerentian.organization.models.organs import OfficeHours, Organ
from zerentian.organization.models.posts import Appointment, Post
from zerentian.organization.models.proposals import ProposedAppointment
from zerentian.organization.models.resets import Reset
from zerentian.organization.models.sign_ins import SignIn
from zerentian.organization.models.sittings import Sitting
from zerentian.organization.models.submissions import Submission
from zerentian.organization.models.tallies import Tally
from zerentian.organization.models.units import Unit, UnitPeriod

__all__ = [
    "AccessKey",
    "Account",
    "Appointment",
    "Area",
    "AreaCharge",
    "CalendarDay",
    "CalendarYear",
    "KeptList",
    "LocalClock",
    "Looked",
    "OfficeHours",
    "Organ",
    "PastPassword",
    "Post",
    "ProposedAppointment",
    "RecoveryCode",
    "Reset",
    "SecondFactor",
    "SignIn",
    "Sitting",
    "Submission",
    "Tally",
    "Unit",
    "UnitPeriod",
]
