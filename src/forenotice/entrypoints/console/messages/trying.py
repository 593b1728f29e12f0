"""A test: the words on the screen, sent to the visitor's own address by the way that members are told."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from forenotice.channels.states import Kind
from forenotice.composer.errors import ComposerError
from forenotice.dispatcher.errors import DispatcherError
from forenotice.dispatcher.operations import prepare_trial, send_trial
from forenotice.engine.host import standing
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.messages.readers import wish_of
from forenotice.entrypoints.console.messages.written import Written
from forenotice.entrypoints.console.visitors import Visitor
from forenotice.kernel.message import Outcome
from forenotice.ledger.errors import LedgerError


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a test, in one sentence; ``in_mailbox`` when it can be read in the test mailbox."""

    sentence: str
    is_good: bool = False
    in_mailbox: bool = False


def try_it(request: HttpRequest, visitor: Visitor, key: str, written: Written) -> Tried:
    """Send these words, kept or not, to the visitor and say what happened."""
    found, problems = written.looked_at()
    words = found.as_message(key, written.name)
    if problems or words is None:
        return Tried(_("Nothing was sent: correct what is marked first."))
    if standing().is_held:
        return Tried(_("Sending is held on this machine, tests too. An owner can let it go on."))
    asked = request.POST
    try:
        trial = prepare_trial(
            organization=visitor.organization,
            wish=wish_of(visitor, asked.get("member", ""), asked.get("sample", ""), key, written.locale),
            words=words,
            address=visitor.user.email,
            now=visitor.now,
        )
        receipt = send_trial(
            organization=visitor.organization, trial=trial, actor=visitor.actor, now=visitor.now
        )
    except (DispatcherError, LedgerError, ComposerError) as error:
        return Tried(said(error))
    if receipt.outcome is not Outcome.ACCEPTED:
        return Tried(_REFUSALS[receipt.outcome]() + f" {receipt.code} {said(receipt.detail)}".rstrip())
    if trial.channel is not None and trial.channel.kind == Kind.MAILBOX:
        return Tried(_("It lies in the test mailbox."), is_good=True, in_mailbox=True)
    sentence = _("Sent to %(address)s. Its subject begins with [Test].") % {"address": visitor.user.email}
    return Tried(sentence, is_good=True)


_REFUSALS = {
    Outcome.LATER: lambda: _("The mail server could not take it now. Try again in a minute. It said:"),
    Outcome.NEVER: lambda: _("The mail server refused it. It said:"),
    Outcome.UNKNOWN: lambda: _("The mail server did not say whether it took it:"),
}
