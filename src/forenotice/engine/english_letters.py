"""The letters to the owner in English: what happened, what it means, and what to do. Pure."""

from datetime import date, timedelta
from shlex import quote

from forenotice.channels.states import Disabled
from forenotice.dispatcher.states import UnreachedCause
from forenotice.engine import figures
from forenotice.engine.broken_letter import in_english
from forenotice.engine.causes import Cause
from forenotice.engine.findings import (
    DiskNearlyFull,
    FailingChannels,
    FailingSources,
    Finding,
    Held,
    MissedReminders,
    PulseBroken,
    RejectedRows,
    StaleSources,
    SwitchedOffChannels,
    UnknownMessages,
    UnreachedMembers,
    Week,
)
from forenotice.engine.letter import About, Block, Command, Letter, Points
from forenotice.engine.states import Hold

SHORT = {
    Cause.PULSE_BROKEN: "Reminders could not be prepared.",
    Cause.MISSED: "Some reminders came too late and were not sent.",
    Cause.UNKNOWN: "Of some messages only you can say whether they arrived.",
    Cause.UNREACHED: "Letters are to be posted, because mail does not reach their readers.",
    Cause.REJECTED_ROWS: "Some rows of the newest file were left out.",
    Cause.STALE_SOURCE: "A source has been silent for too long.",
    Cause.SOURCE_FAILING: "A source cannot be asked.",
    Cause.CHANNEL_FAILING: "A channel cannot be reached.",
    Cause.CHANNEL_OFF: "A program is told of reminders no more.",
    Cause.DISK_NEARLY_FULL: "The disk is nearly full.",
}
"""The causes in a line each, for the weekly letter."""


def write_english(finding: Finding, about: About) -> Letter:
    """The letter about a finding, with a greeting and a close."""
    subject, blocks = _body(finding, about)
    close = (
        "Kind regards,\nForenotice\n\n"
        f"You get this because yours is the alert_email of {about.name}. We write at most once a day about "
        "the same matter. You cannot reply to this message; what to do is said above."
    )
    return Letter(subject, ["Hello,", *blocks, *close.split("\n\n")])


def _body(finding: Finding, about: About) -> tuple[str, list[Block]]:
    match finding:
        case Held():
            return _held(finding, about)
        case PulseBroken():
            return in_english(finding, about)
        case MissedReminders():
            return _missed(finding, about)
        case UnknownMessages():
            return _unknown(finding, about)
        case UnreachedMembers():
            return _unreached(finding, about)
        case RejectedRows():
            return _rejected(finding, about)
        case StaleSources():
            return _stale(finding, about)
        case FailingSources():
            return _unasked(finding, about)
        case FailingChannels():
            return _failing(finding, about)
        case SwitchedOffChannels():
            return _switched_off(finding, about)
        case DiskNearlyFull():
            return _disk(finding, about)
        case Week():
            return _week(finding, about)


def _held(found: Held, about: About) -> tuple[str, list[Block]]:
    subject = f"{about.name}: reminders are held until you decide"
    if found.hold is Hold.RESTORED:
        return subject, [
            (
                f"Nothing leaves for the members of {about.name} at the moment. This database is older than "
                "what this computer has already done: most likely a backup was restored."
            ),
            (
                "What it means: some members may already have been told what this database still takes for "
                "unsaid. We would rather wait than tell them twice."
            ),
            (
                "What to do: type the line below on the computer that runs Forenotice. It shows you what "
                "may have been said since the backup, and lets reminders leave again once you agree."
            ),
            about.command("resume"),
            "Please do not wait too long: a reminder whose time passes meanwhile is missed.",
        ]
    return subject, [
        (
            f"Nothing leaves for the members of {about.name} from this computer. Its database used to live "
            "elsewhere: it may have been moved on purpose, or it may be a copy while the original speaks "
            "on."
        ),
        "What it means: until you decide, members hear nothing from here, so that nobody is told twice.",
        (
            "What to do: if this computer has taken the place of the old one, and the old one is switched "
            "off, type this line here:"
        ),
        about.command("resume"),
        (
            "If this is only a copy, for a trial perhaps, there is nothing to do: it stays silent. To end "
            "these letters, take the line alert_email out of the copy's blueprint and apply it:"
        ),
        Command("forenotice apply FILE.toml"),
    ]


def _missed(found: MissedReminders, about: About) -> tuple[str, list[Block]]:
    n = found.total
    return f"{about.name}: {_count(n, 'reminder')} came too late and {_was(n)} not sent", [
        (
            f"The moment to send {_count(n, 'reminder')} passed while Forenotice was not running or could "
            "not send. Now it is too late for them to be of use."
        ),
        Points([f"{rule}, step {step}: {_number(count)}" for rule, step, count in found.by_step]),
        "What it means: these members were not told by us and will not be told by this step.",
        "What to do: see who they are, and write to them yourself where it matters.",
        about.command("reminders", "--state", "missed"),
        (
            'So that it does not happen again, let "forenotice run" go on without a break. This shows '
            "whether everything stands ready:"
        ),
        about.command("check"),
    ]


def _unknown(found: UnknownMessages, about: About) -> tuple[str, list[Block]]:
    n = found.total
    arrive = "Did it arrive" if n == 1 else "Did they arrive"
    return f"{about.name}: {arrive}? {_count(n, 'message')} {_need(n)} your decision", [
        (
            f"{_count(n, 'message')} {_was(n)} handed over, and then the line broke or the program stopped "
            "before anybody could say whether it was taken."
        ),
        Points([f"by {channel}: {_number(count)}" for channel, count in found.by_channel]),
        (
            "What it means: it may have arrived, or it may not. We never guess, because a guess could tell "
            "a member twice. Nothing happens until you decide."
        ),
        "What to do: look at the list.",
        about.command("deliveries", "unknown"),
        "For each, either send it again or leave it; NUMBER is the number in the list.",
        about.command("deliveries", "resend", "NUMBER"),
        about.command("deliveries", "let-be", "NUMBER"),
    ]


_UNREACHED = {
    UnreachedCause.BOUNCED: "came back",
    UnreachedCause.FAILED: "refused by the mail server",
    UnreachedCause.SUPPRESSED: "not sent, because the address must not be used",
    UnreachedCause.NO_ADDRESS: "not sent, because no address is known",
}


def _unreached(found: UnreachedMembers, about: About) -> tuple[str, list[Block]]:
    n = found.total
    whom = "its reader" if n == 1 else "their readers"
    return f"{about.name}: {_count(n, 'letter')} to be posted", [
        f"{_count(n, 'message')} that the law demands did not reach {whom}:",
        Points([f"{_UNREACHED[cause]}: {_number(count)}" for cause, count in found.by_cause]),
        (
            "What it means: you must tell these members of their payment, and mail does not reach them. "
            "Courtesy messages that came back are not counted here."
        ),
        "What to do: see for whom, and print each letter; NUMBER is the number in the list.",
        about.command("deliveries", "letters"),
        about.command("deliveries", "letter", "NUMBER"),
        "Once a letter is posted, or the member was told in another way, say so:",
        about.command("deliveries", "posted", "NUMBER"),
    ]


def _rejected(found: RejectedRows, about: About) -> tuple[str, list[Block]]:
    n = found.total
    blocks: list[Block] = [
        (
            f"{_count(n, 'row')} of the newest file could not be understood and {_was(n)} left out. All "
            "other rows were taken in."
        ),
        (
            "What it means: about the members in those rows we know nothing new. They may get no reminder, "
            "or one from what we knew before."
        ),
        (
            "What to do: open the file of rejected rows. Beside each row stands what is wrong with it. "
            "Correct it there, save the file, and import it again."
        ),
    ]
    for source, count, file in found.by_source:
        blocks.append(f"{source}: {_count(count, 'row')}")
        blocks.append(about.command("import", quote(file or "FILE.csv"), "--source", quote(source)))
    return f"{about.name}: {_count(n, 'row')} could not be understood", blocks


def _stale(found: StaleSources, about: About) -> tuple[str, list[Block]]:
    silent = [f"{source}: last heard of on {_day(day)}" for source, day in found.by_source]
    several = len(found.by_source) > 1
    return f"{about.name}: no news of your subscriptions for too long", [
        ("These sources have" if several else "This source has")
        + " told us nothing for longer than you said that its facts stay true:",
        Points(silent),
        (
            "What it means: we keep silent about those subscriptions, rather than say what may no longer "
            "be true. Their members get no reminders for now."
        ),
        "What to do: export a fresh file from where you keep your subscriptions, and import it."
        if found.files
        else "What to do: see why the program that tells us through the API has fallen silent.",
        *(
            [about.command("import", "FILE.csv", "--source", quote(source)) for source in found.files]
            or [about.command("check")]
        ),
        (
            "If its facts stay true for longer than that, raise fresh_for of the source in your blueprint, "
            "and apply the blueprint again."
        ),
    ]


def _unasked(found: FailingSources, about: About) -> tuple[str, list[Block]]:
    names = ", ".join(key for key, _, _ in found.sources)
    return f"{about.name}: we learn nothing new from {names}", [
        "These sources cannot be asked:" if len(found.sources) > 1 else "This source cannot be asked:",
        Points(
            [f"{key}, since {_day(since)} at {since:%H:%M}. {words}" for key, since, words in found.sources]
        ),
        (
            "What it means: we go by what was told before for as long as you said that it stays true, and "
            "keep silent after that. We ask again by ourselves, every hour at the least."
        ),
        "What to do: if a key or a password was changed, apply your blueprint again. Then try it:",
        *(about.command("sources", "check", quote(key)) for key, _, _ in found.sources),
    ]


def _failing(found: FailingChannels, about: About) -> tuple[str, list[Block]]:
    several = len(found.channels) > 1
    names = ", ".join(key for key, _, _ in found.channels)
    return f"{about.name}: messages cannot leave by {names}", [
        "These ways out take no messages:" if several else "This way out takes no messages:",
        Points(
            [
                f"{key}, since {_day(since)} at {since:%H:%M}" + (f". It answers: {words}" if words else "")
                for key, since, words in found.channels
            ]
        ),
        (
            "What it means: reminders wait. We try again by ourselves, every half hour at the least; as "
            "soon as it works they leave, as long as they still come in time."
        ),
        (
            "What to do: see what the check says. Most often the password was changed, or the mail server "
            "is down; in that case its provider can tell you more."
        ),
        about.command("check"),
        "After changing a setting or a password, apply your blueprint again.",
    ]


def _switched_off(found: SwitchedOffChannels, about: About) -> tuple[str, list[Block]]:
    names = ", ".join(key for key, _ in found.channels)
    why = {
        Disabled.GONE: "it said that it is gone for good",
        Disabled.FAILING: "it failed for five days on end",
    }
    return f"{about.name}: {names} is told of reminders no more", [
        "We switched off what was told of your reminders by:",
        Points([f"{key}, because {why[reason]}" for key, reason in found.channels]),
        (
            "What it means: messages to your members leave as before. Only the program behind this address "
            "hears of no upcoming payment any more; what it missed can be sent to it later."
        ),
        (
            "What to do: if you no longer use it, take it out of your configuration. Otherwise have it "
            "mended, or correct its address, and switch it on again with the line below."
        ),
        about.command(f"channels enable {found.channels[0][0]}"),
    ]


def _disk(found: DiskNearlyFull, about: About) -> tuple[str, list[Block]]:
    left, total = figures.size(found.free_bytes, "en"), figures.size(found.total_bytes, "en")
    return f"{about.name}: the disk is nearly full, {left} left", [
        f"The disk that holds {found.folder} has {left} left, of {total}.",
        (
            "What it means: everything still works. Once the disk is full nothing can be written down, and "
            "because we never speak without writing it down, reminders would stop."
        ),
        "What to do: make room on that disk, or give it more. This shows what takes up the most:",
        Command(f"du -ah {quote(found.folder)} | sort -h | tail"),
    ]


def _week(found: Week, about: About) -> tuple[str, list[Block]]:
    before, end = found.begins_on - timedelta(days=7), found.begins_on - timedelta(days=1)
    coming_end = found.begins_on + timedelta(days=6)
    needs = len(found.open_causes)
    is_well = not (needs or found.missed or found.failed)
    state = f"{_count(needs, 'matter')} {_need(needs)} you" if needs else "nothing needs you"
    state = "all is well" if is_well else state
    opening = "Some things need you; you get a letter of its own about each."
    blocks: list[Block] = [opening if needs else f"{state.capitalize()}."]
    if needs:
        blocks.append(Points([SHORT[cause] for cause in found.open_causes]))
    blocks += [
        f"Last week, {_day(before)} to {_day(end)}:",
        Points(_last_week(found)),
        f"This week, {_day(found.begins_on)} to {_day(coming_end)}: {_coming(found.coming)}.",
    ]
    if about.is_rehearsing:
        blocks.append(
            "All of this is a rehearsal: messages go to your test mailbox, and members hear nothing until "
            'you type "forenotice go-live".'
        )
    blocks += ["To see who will be told what, and when:", about.command("upcoming", "--days", "7")]
    sent = _count(found.accepted, "message") if found.accepted else "no messages"
    return f"{about.name}: {state}; {sent} last week", blocks


def _last_week(found: Week) -> list[str]:
    lines = [f"{_count(found.accepted, 'message')} sent" if found.accepted else "no messages sent"]
    if found.failed:
        lines.append(f"{_count(found.failed, 'message')} could not be delivered")
    if found.missed:
        lines.append(f"{_count(found.missed, 'reminder')} came too late")
    if found.skipped:
        lines.append(f"{_count(found.skipped, 'reminder')} left unsaid on purpose, each with its reason")
    return lines


def _coming(value: int) -> str:
    if not value:
        return "no reminder is due"
    return f"about {_count(value, 'reminder')} {'is' if value == 1 else 'are'} due"


def _number(value: int) -> str:
    return figures.number(value, "en")


def _count(value: int, thing: str) -> str:
    return f"{_number(value)} {thing}{'' if value == 1 else 's'}"


def _was(value: int) -> str:
    return "was" if value == 1 else "were"


def _need(value: int) -> str:
    return "needs" if value == 1 else "need"


def _day(value: date) -> str:
    return figures.day(value, "en")
