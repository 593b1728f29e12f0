"""What came of trying a mail account: three steps, each with what happened and what to do."""

from dataclasses import dataclass

from django.utils.translation import gettext

from forenotice.channels.operations import AccountAsked, AccountChecked
from forenotice.kernel.message import Outcome


@dataclass(frozen=True, slots=True)
class Step:
    """One of the three. ``is_good`` is None where it was not tried; ``said`` are the server's own words."""

    title: str
    is_good: bool | None
    what: str
    remedy: str = ""
    said: str = ""


def steps_of_trial(asked: AccountAsked, checked: AccountChecked, to: str) -> list[Step]:
    """The three steps as they went."""
    probe = checked.probe
    connects = probe.is_reachable or probe.answered
    steps = [_connected(asked) if connects else _not_connected(asked, probe.code, probe.said)]
    if not connects:
        return [*steps, _untried(gettext("Signs in")), _untried(gettext("Sends"))]
    if not probe.is_reachable:
        return [*steps, _not_signed_in(probe.code, probe.said), _untried(gettext("Sends"))]
    return [*steps, _signed_in(asked), _sent(to) if checked.is_good else _not_sent(checked)]


def steps_gone_well(asked: AccountAsked, to: str) -> list[Step]:
    """The three steps of an account that took the letter."""
    return [_connected(asked), _signed_in(asked), _sent(to)]


def _untried(title: str) -> Step:
    return Step(title, None, gettext("Not tried, because the step before it failed."))


def _connected(asked: AccountAsked) -> Step:
    words = {
        True: gettext("%(server)s answers. The line to it is not encrypted."),
        False: gettext("%(server)s answers, and the line to it is encrypted."),
    }[asked.security == "none"]
    return Step(gettext("Connects"), True, words % {"server": f"{asked.host}:{asked.port}"})


def _not_connected(asked: AccountAsked, code: str, said: str) -> Step:
    where = {"server": f"{asked.host}:{asked.port}"}
    found = {
        "connect": (
            gettext("%(server)s cannot be reached."),
            gettext(
                "See that name and port are written right. Many hosts shut port 25 to what runs on them: 587 "
                "or 465 go through."
            ),
        ),
        "silence": (
            gettext("%(server)s did not answer in time."),
            gettext(
                "Usually the port is wrong, or a firewall stands between. Try 587 with STARTTLS, or 465 "
                "with TLS."
            ),
        ),
        "tls": (
            gettext("No encrypted line to %(server)s came about."),
            gettext(
                "Port and encryption belong together: 587 with STARTTLS, 465 with TLS. The name has to be "
                "the one in the server’s certificate."
            ),
        ),
        "hang-up": (
            gettext("%(server)s hung up on us."),
            gettext(
                "Try the other encryption, or wait a minute: some servers hang up on who comes too often."
            ),
        ),
        "ca_file": (
            gettext("The file of certificates that is set for %(server)s cannot be read."),
            gettext("It stands in your configuration file as the file of certificates. Mend it there."),
        ),
        "not-allowed": (
            gettext("Whoever runs this machine does not let Forenotice call %(server)s."),
            gettext("Take a mail server on the public internet, or ask them to allow this one."),
        ),
    }.get(
        code,
        (
            gettext("%(server)s does not let us begin."),
            gettext("Ask your provider whether the account may send from this machine."),
        ),
    )
    return Step(gettext("Connects"), False, found[0] % where, found[1], said)


def _signed_in(asked: AccountAsked) -> Step:
    words = {
        True: gettext("The server accepts the user name and the password."),
        False: gettext("No user name is set, so nobody signs in."),
    }[bool(asked.username)]
    return Step(gettext("Signs in"), True, words)


def _not_signed_in(code: str, said: str) -> Step:
    what = gettext("The server refuses the user name or the password.")
    remedy = gettext(
        "The user name is often the whole address. With a second step at your provider you need a password "
        "made for programs: it is called an app password."
    )
    if code in ("features", "sign-in"):
        what = gettext("The server offers no way to sign in that we know.")
        remedy = gettext("Try encryption first: many servers ask for no password on an open line.")
    return Step(gettext("Signs in"), False, what, remedy, said)


def _sent(to: str) -> Step:
    words = gettext("The server took a letter to %(to)s. See whether it is in the inbox, or among the junk.")
    return Step(gettext("Sends"), True, words % {"to": to})


def _not_sent(checked: AccountChecked) -> Step:
    receipt = checked.receipt
    if receipt is not None and receipt.outcome is Outcome.LATER:
        what = gettext("The server takes nothing just now.")
        remedy = gettext("Try again in some minutes: many servers put off who is new to them.")
    elif receipt is not None and receipt.outcome is Outcome.UNKNOWN:
        what = gettext("The line broke while the letter was handed over. It may have arrived.")
        remedy = gettext("See whether it did, then try again.")
    else:
        what = gettext("The server did not take the letter.")
        remedy = gettext(
            "Usually the account may not send in the name of your sender’s address. See under Organization "
            "which one that is."
        )
    return Step(gettext("Sends"), False, what, remedy, checked.fault)
