"""What the entries of concerns say, each as a sentence."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from zerentian.casework.shown.words import REVEAL
from zerentian.organization.subjects import Sentence
from zerentian.organization.telling import in_time, until

INTAKE = {
    "concern.queued": Sentence(_("%(what)s came in by “%(channel)s” and waits to be looked at")),
    "concern.set_aside": Sentence(_("%(unit)s set %(what)s aside")),
    "concern.admitted": Sentence(_("%(unit)s let %(what)s in")),
    "concern.received": Sentence(_("%(unit)s received %(what)s, %(channel)s"), (until,)),
    "concern.triaged": Sentence(_("%(unit)s triaged %(what)s: %(kind)s, %(group)s"), (until,)),
    "concern.noted": Sentence(_("Something was added to %(what)s"), tells="concern.handle"),
    "comment.addressed": Sentence(_("A comment on %(what)s mentions %(posts)s posts")),
    "comment.read": Sentence(_("A comment on %(what)s was read where it was addressed to")),
    "concern.linked": Sentence(_("%(unit)s linked %(what)s to %(lead)s")),
    "concern.unlinked": Sentence(_("%(unit)s parted %(what)s from %(lead)s")),
    "concern.withdrawn": Sentence(_("The resident withdrew %(what)s")),
    "concern.shielded": Sentence(_("It was named whom %(what)s accuses")),
    "concern.sealed": Sentence(_("What was said in %(what)s was sealed to the county's key")),
    "concern.refused": Sentence(_("A look at %(what)s was refused")),
    "contact.revealed": Sentence(_("The contact of %(what)s was looked at for: %(purpose)s"), facts=REVEAL),
    "contact.corrected": Sentence(_("The contact of %(what)s was corrected")),
    "contact.erased": Sentence(_("The contact of %(what)s was erased: %(ground)s")),
}
HANDLING = {
    "concern.dispatched": Sentence(
        _("%(from)s dispatched %(what)s to %(to)s"), (until,), tells="concern.handle"
    ),
    "concern.passed_on": Sentence(_("%(what)s passed from %(from)s to %(to)s"), tells="concern.handle"),
    "concern.accepted": Sentence(_("%(unit)s accepted %(what)s")),
    "objection.raised": Sentence(
        _("%(unit)s objected to the dispatch of %(what)s"), (until,), tells="concern.dispatch"
    ),
    "objection.ruled": Sentence(
        _("The objection to the dispatch of %(what)s was ruled on: %(ruling)s"), tells="concern.handle"
    ),
    "assistance.asked": Sentence(_("%(by_unit)s was asked to assist with %(what)s")),
    "assistance.ended": Sentence(_("%(by_unit)s assists with %(what)s no longer")),
    "visit.called": Sentence(_("A joint visit for %(what)s was called for %(visit_on)s")),
    "visit.held": Sentence(_("The joint visit for %(what)s took place")),
    "visit.checked": Sentence(_("It was checked what the joint visit for %(what)s promised: %(kept)s")),
    "county.asked": Sentence(_("%(unit)s asked the county about %(what)s, and asks again on %(until)s")),
    "concern.settled": Sentence(_("The county settled %(what)s; it ended after %(days)s days"), daily=True),
    "concern.escalated": Sentence(
        _("%(what)s, overdue by %(days)s days, was brought before %(above)s"), tells="concern.extend"
    ),
    "subtask.given": Sentence(_("%(unit)s gave a sub-task for %(what)s"), (until,)),
    "concern.referred": Sentence(_("%(unit)s referred %(what)s to the county")),
    "concern.taken_back": Sentence(_("%(what)s came back from the county to %(unit)s")),
    "concern.exited": Sentence(_("%(unit)s showed another way for %(what)s: %(exit)s"), (in_time,)),
}
CLOCKS = {
    "clock.started": Sentence(_("A deadline began on %(what)s: %(purpose)s, due on %(due)s")),
    "clock.extended": Sentence(
        _("The deadline on %(what)s was extended by %(days)s days: %(purpose)s, due on %(due)s"),
        tells="concern.handle",
    ),
    "clock.time_asked": Sentence(
        _("%(unit)s asked for more time on %(what)s after the due day: %(purpose)s, until %(due)s")
    ),
    "clock.extension_asked": Sentence(
        _("%(unit)s asked for %(days)s more days on %(what)s: %(purpose)s, due on %(due)s"),
        tells="concern.extend",
    ),
    "clock.extension_refused": Sentence(
        _("More time on %(what)s was refused: %(purpose)s, due on %(due)s"), tells="concern.handle"
    ),
    "clock.time_decided": Sentence(
        _("It was decided on more time for %(what)s: %(purpose)s"), (until,), tells="concern.handle"
    ),
    "clock.reruled": Sentence(
        _("The deadline on %(what)s was reckoned by its new kind: %(purpose)s"), (until,)
    ),
    "clock.paused": Sentence(_("The deadline on %(what)s was paused until %(until)s: %(purpose)s")),
    "clock.resumed": Sentence(_("The deadline on %(what)s runs on: %(purpose)s, due on %(due)s")),
    "clock.reckoned": Sentence(
        _("The deadline on %(what)s was reckoned by the holiday notice: %(purpose)s, due on %(due)s")
    ),
    "clock.time_ruled": Sentence(
        _("More time for %(what)s was ruled on: %(purpose)s"), (until,), tells="concern.handle"
    ),
    "asking.begun": Sentence(
        _("%(unit)s asked the resident about %(what)s, and waits until %(until)s"), daily=True
    ),
    "asking.ended": Sentence(
        _("Waiting for the resident on %(what)s ended: %(ended)s"), daily=True, tells="concern.handle"
    ),
    "clock.suspended": Sentence(_("The deadline on %(what)s was paused until %(until)s: %(purpose)s")),
    "clock.ran_on": Sentence(_("The deadline on %(what)s runs on: %(purpose)s, due on %(due)s")),
    "clock.due_moved": Sentence(
        _("The deadline on %(what)s was reckoned by the holiday notice: %(purpose)s, due on %(due)s")
    ),
    "clock.passed_on": Sentence(_("The deadline on %(what)s passed from %(from)s to %(to)s: %(purpose)s")),
    "clock.stopped": Sentence(_("The deadline on %(what)s ended: %(purpose)s"), (in_time,)),
}
ANSWERING = {
    "reply.drafted": Sentence(_("%(unit)s drafted a reply to %(what)s: %(decision)s")),
    "reply.returned": Sentence(
        _("The draft reply to %(what)s went back to %(unit)s"), tells="concern.handle"
    ),
    "concern.answered": Sentence(
        _("%(unit)s answered %(what)s"), (in_time,), daily=True, tells="concern.handle"
    ),
    "concern.called_back": Sentence(_("The resident was called back on %(what)s: %(contacted)s")),
    "concern.closed": Sentence(_("%(unit)s closed %(what)s after %(days)s days")),
    "concern.reopened": Sentence(_("%(unit)s took %(what)s up again"), (until,), tells="concern.handle"),
    "review.asked": Sentence(
        _("The resident asked for a review of %(what)s: %(level)s"), tells="concern.handle"
    ),
    "review.decided": Sentence(_("The review of %(what)s was decided: %(outcome)s")),
    "answer.published": Sentence(_("%(unit)s published the answer to %(what)s, version %(version)s")),
    "answer.unpublished": Sentence(_("%(unit)s withdrew the published answer to %(what)s")),
}
SAID: Mapping[str, Sentence] = {**INTAKE, **HANDLING, **CLOCKS, **ANSWERING}
