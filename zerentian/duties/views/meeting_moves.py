"""The steps on meetings and their matters: one table each says who may take which, with which form, by which action."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zerentian.duties.actions import agenda, decision_moves, meetings, minutes
from zerentian.duties.forms import agenda as item_forms
from zerentian.duties.forms import meetings as forms
from zerentian.duties.models import Meeting, MeetingItem
from zerentian.duties.models.meeting_labels import MEETING_STEPS as LABELS
from zerentian.duties.rules.meetings import AGENDA_STATES, ItemState, MeetingState, MeetingStep, Result
from zerentian.ledger.clock import machine_now
from zerentian.organization.models import Account
from zerentian.organization.moves import Move, Said, simple


@dataclass(frozen=True, slots=True)
class OfKeeper(Move[Any]):
    """A step for the office that keeps the meeting: its right is asked there."""

    def may(self, noun: Meeting | MeetingItem, account: Account) -> bool:
        """Tell whether the account holds the right over the office that keeps the meeting."""
        keeper = noun.keeper if isinstance(noun, Meeting) else (noun.meeting or noun.kind).keeper
        return account.may(self.right, keeper)


def by_another(meeting: Meeting, account: Account) -> bool:
    """Tell whether somebody else drafted the minutes."""
    return bool(meeting.drafted_by_id != account.pk)


def from_the_chair(meeting: Meeting, account: Account) -> bool:
    """Tell whether the account holds the post in the chair and did not draft the minutes."""
    return meeting.chair_id in set(account.post_keys()) and by_another(meeting, account)


def was_held(meeting: Meeting, account: Account) -> bool:
    """Tell whether it is recorded already who was there."""
    return meeting.members is not None


def was_settled(item: MeetingItem, account: Account) -> bool:
    """Tell whether the outcome is recorded already."""
    return item.state == ItemState.SETTLED


def sign(meeting: Meeting, said: Said, by: Account, at: datetime) -> object:
    """Sign the minutes as the form says."""
    person = {"password": said["password"], "code": said.get("code", "")}
    return minutes.sign_minutes(
        meeting, digest=said["digest"], **person, by=by, now=at, machine_now=machine_now()
    )


def scan(meeting: Meeting, said: Said, by: Account, at: datetime) -> object:
    """Keep the scans that were sent."""
    return minutes.add_minutes_scans(meeting, uploads=said["evidence"], by=by, now=at)


MEETING_MOVES: Mapping[str, Move[Meeting]] = {
    MeetingStep.CALL: OfKeeper(
        LABELS[MeetingStep.CALL], "meeting.manage", forms.CallForm, simple(meetings.call_meeting, "words")
    ),
    MeetingStep.HOLD: OfKeeper(
        LABELS[MeetingStep.HOLD],
        "meeting.manage",
        forms.HoldForm,
        simple(
            meetings.hold_meeting,
            *("held_on", "number", "members", "present", "excused", "attending", "attendance"),
        ),
        again=_("Correct who was there"),
        taken=was_held,
    ),
    MeetingStep.MINUTE: OfKeeper(
        LABELS[MeetingStep.MINUTE],
        "meeting.manage",
        forms.MinuteForm,
        simple(minutes.draft_minutes, "text", "handed_to"),
    ),
    MeetingStep.AGREE: Move(
        LABELS[MeetingStep.AGREE],
        "meeting.agree",
        forms.ReadForm,
        simple(minutes.agree_minutes, "digest"),
        condition=by_another,
    ),
    MeetingStep.SIGN: Move(
        LABELS[MeetingStep.SIGN],
        "meeting.sign",
        forms.SignForm,
        sign,
        condition=from_the_chair,
    ),
    MeetingStep.CHANGE: OfKeeper(
        LABELS[MeetingStep.CHANGE],
        "meeting.manage",
        forms.ChangeForm,
        simple(meetings.change_meeting, "held_on", "starts", "place", "chair", "recorder", "reason"),
        aside=True,
    ),
    MeetingStep.RETURN: Move(
        LABELS[MeetingStep.RETURN],
        "meeting.agree",
        forms.ReasonForm,
        simple(minutes.return_minutes, "reason"),
        aside=True,
    ),
    MeetingStep.REOPEN: Move(
        LABELS[MeetingStep.REOPEN],
        "meeting.sign",
        forms.ReasonForm,
        simple(minutes.reopen_meeting, "reason"),
        aside=True,
    ),
    MeetingStep.SCAN: OfKeeper(LABELS[MeetingStep.SCAN], "meeting.manage", forms.ScanForm, scan, aside=True),
    MeetingStep.CANCEL: OfKeeper(
        LABELS[MeetingStep.CANCEL],
        "meeting.manage",
        forms.ReasonForm,
        simple(meetings.cancel_meeting, "reason"),
        aside=True,
    ),
}


def is_open_for_outcomes(item: MeetingItem, account: Account) -> bool:
    """Tell whether the meeting was held and its minutes are not drafted."""
    return item.meeting is not None and item.meeting.state == MeetingState.HELD


def brought_an_outcome(item: MeetingItem, account: Account) -> bool:
    """Tell whether decisions may rest on the matter now."""
    return is_open_for_outcomes(item, account) and item.result in (Result.AGREED, Result.HEARD)


def may_leave(item: MeetingItem, account: Account) -> bool:
    """Tell whether the agenda may still change."""
    return item.meeting is not None and item.meeting.state in AGENDA_STATES


def settle(item: MeetingItem, said: Said, by: Account, at: datetime) -> object:
    """Record the outcome as the form says."""
    return agenda.settle_item(item, said["form"].settled(), by=by, now=at)


def carry(item: MeetingItem, said: Said, by: Account, at: datetime) -> object:
    """Carry the decision over that the form names."""
    return decision_moves.carry_decision(
        said["decision"], item=item, due=said["due"], words=said["words"], by=by, now=at
    )


def replace(item: MeetingItem, said: Said, by: Account, at: datetime) -> object:
    """Put another decision in the place of the one that the form names."""
    part = said["form"].part()
    return decision_moves.replace_decision(
        said["decision"], item=item, text=said["text"], part=part, by=by, now=at
    )


ITEM_MOVES: Mapping[str, Move[MeetingItem]] = {
    "table": OfKeeper(
        _("Put on an agenda"),
        "meeting.manage",
        item_forms.TableForm,
        simple(agenda.table_item, "meeting"),
    ),
    "settle": OfKeeper(
        _("Record the outcome"),
        "meeting.manage",
        item_forms.SettleForm,
        settle,
        condition=is_open_for_outcomes,
        again=_("Correct the outcome"),
        taken=was_settled,
    ),
    "carry": OfKeeper(
        _("Carry a decision over"),
        "meeting.manage",
        item_forms.CarryForm,
        carry,
        condition=brought_an_outcome,
        aside=True,
    ),
    "replace": OfKeeper(
        _("Replace a decision"),
        "meeting.manage",
        item_forms.ReplaceForm,
        replace,
        condition=brought_an_outcome,
        aside=True,
    ),
    "untable": OfKeeper(
        _("Take off the agenda"),
        "meeting.manage",
        item_forms.ItemStepForm,
        simple(agenda.untable_item),
        condition=may_leave,
        aside=True,
    ),
    "withdraw": Move(
        pgettext_lazy("matter", "Withdraw"),
        "meeting.put",
        item_forms.WithdrawForm,
        simple(agenda.withdraw_item, "reason"),
        aside=True,
    ),
}
