"""The letters to the owner in French: what happened, what it means, and what to do. Pure."""

from datetime import date, timedelta
from shlex import quote

from forenotice.channels.states import Disabled
from forenotice.dispatcher.states import UnreachedCause
from forenotice.engine import figures
from forenotice.engine.broken_letter import in_french
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
from forenotice.engine.french_typesetting import typeset, typeset_block
from forenotice.engine.letter import About, Block, Command, Letter, Points
from forenotice.engine.states import Hold

SHORT = {
    Cause.PULSE_BROKEN: "Les rappels n'ont pas pu être préparés.",
    Cause.MISSED: "Des rappels arrivaient trop tard et n'ont pas été envoyés.",
    Cause.UNKNOWN: "Vous seul pouvez dire si certains messages sont arrivés.",
    Cause.UNREACHED: "Des lettres sont à poster, car le courriel n'atteint pas leurs destinataires.",
    Cause.REJECTED_ROWS: "Des lignes du dernier fichier ont été laissées de côté.",
    Cause.STALE_SOURCE: "Une source ne dit plus rien depuis trop longtemps.",
    Cause.SOURCE_FAILING: "Une source ne répond pas à nos questions.",
    Cause.CHANNEL_FAILING: "Un canal ne répond pas.",
    Cause.CHANNEL_OFF: "Un programme n'est plus informé des rappels.",
    Cause.DISK_NEARLY_FULL: "Le disque est presque plein.",
}
"""The causes in a line each, for the weekly letter."""


def write_french(finding: Finding, about: About) -> Letter:
    """The letter about a finding, with a greeting and a close."""
    subject, blocks = _body(finding, about)
    close = [
        "Bien à vous,\nForenotice",
        (
            f"Vous recevez ce message parce que votre adresse est l'alert_email de « {about.name} ». Nous "
            "vous écrivons au plus une fois par jour sur un même sujet. Il est inutile de répondre : ce "
            "qu'il y a à faire est dit plus haut."
        ),
    ]
    return Letter(typeset(subject), [typeset_block(block) for block in ("Bonjour,", *blocks, *close)])


def _body(finding: Finding, about: About) -> tuple[str, list[Block]]:
    match finding:
        case Held():
            return _held(finding, about)
        case PulseBroken():
            return in_french(finding, about)
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
    subject = f"{about.name} : les rappels attendent votre décision"
    if found.hold is Hold.RESTORED:
        return subject, [
            (
                f"Rien ne part pour l'instant vers les membres de « {about.name} ». Cette base de données "
                "est plus ancienne que ce que cet ordinateur a déjà fait : sans doute une sauvegarde "
                "a-t-elle été restaurée."
            ),
            (
                "Ce que cela veut dire : certains membres ont peut-être déjà reçu ce que cette base croit "
                "encore à dire. Nous préférons attendre plutôt que de le leur dire deux fois."
            ),
            (
                "Que faire : tapez la ligne ci-dessous sur l'ordinateur où tourne Forenotice. Elle vous "
                "montre ce qui a pu être dit depuis la sauvegarde, et laisse repartir les rappels dès que "
                "vous êtes d'accord."
            ),
            about.command("resume"),
            "Ne tardez pas trop : un rappel dont l'heure passe entre-temps est manqué.",
        ]
    return subject, [
        (
            f"Rien ne part de cet ordinateur vers les membres de « {about.name} ». Sa base de données "
            "vivait ailleurs : soit elle a été déplacée exprès, soit c'est une copie et l'original "
            "continue de parler."
        ),
        (
            "Ce que cela veut dire : tant que vous n'avez pas décidé, rien n'est dit d'ici aux membres, "
            "pour que personne ne l'entende deux fois."
        ),
        "Que faire : si cet ordinateur a pris la place de l'ancien, et que l'ancien est arrêté, tapez ici :",
        about.command("resume"),
        (
            "Si ce n'est qu'une copie, pour un essai par exemple, il n'y a rien à faire : elle reste "
            "muette. Pour ne plus recevoir ces messages, retirez la ligne alert_email du fichier de "
            "configuration de la copie, puis appliquez-le :"
        ),
        Command("forenotice apply FICHIER.toml"),
    ]


def _missed(found: MissedReminders, about: About) -> tuple[str, list[Block]]:
    n = found.total
    came = "arrivait trop tard et n'a pas été envoyé" if n < 2 else (
        "arrivaient trop tard et n'ont pas été envoyés"
    )  # fmt: skip
    return f"{about.name} : {_count(n, 'rappel')} {came}", [
        (
            f"L'heure d'envoyer {_count(n, 'rappel')} est passée pendant que Forenotice était arrêté ou ne "
            "pouvait rien envoyer. Il est maintenant trop tard pour que ce soit utile."
        ),
        Points([f"{rule}, étape {step} : {_number(count)}" for rule, step, count in found.by_step]),
        "Ce que cela veut dire : ces membres n'ont pas été prévenus et ne le seront plus par cette étape.",
        "Que faire : voyez de qui il s'agit, et écrivez-leur vous-même si c'est important.",
        about.command("reminders", "--state", "missed"),
        (
            "Pour que cela ne se reproduise pas, laissez tourner « forenotice run » sans interruption. "
            "Ceci vous dit si tout est prêt :"
        ),
        about.command("check"),
    ]


def _unknown(found: UnknownMessages, about: About) -> tuple[str, list[Block]]:
    n = found.total
    arrived = "est-il arrivé" if n < 2 else "sont-ils arrivés"
    was = "a été remis" if n < 2 else "ont été remis"
    may = "il est peut-être arrivé, peut-être pas" if n < 2 else "ils sont peut-être arrivés, peut-être pas"
    return f"{about.name} : {_count(n, 'message')} {arrived} ? À vous de décider", [
        (
            f"{_count(n, 'message')} {was}, puis la ligne s'est coupée ou le programme s'est arrêté avant "
            "que l'on sache si tout était bien pris en charge."
        ),
        Points([f"par {channel} : {_number(count)}" for channel, count in found.by_channel]),
        (
            f"Ce que cela veut dire : {may}. Nous ne devinons jamais, car un membre pourrait alors recevoir "
            "deux fois la même chose. Rien ne se passe avant votre décision."
        ),
        "Que faire : regardez la liste.",
        about.command("deliveries", "unknown"),
        "Pour chaque message, renvoyez-le ou laissez-le ; NUMÉRO est le numéro de la liste.",
        about.command("deliveries", "resend", "NUMÉRO"),
        about.command("deliveries", "let-be", "NUMÉRO"),
    ]


_UNREACHED = {
    UnreachedCause.BOUNCED: "revenus",
    UnreachedCause.FAILED: "refusés par le serveur de courrier",
    UnreachedCause.SUPPRESSED: "non envoyés, car l'adresse ne doit plus servir",
    UnreachedCause.NO_ADDRESS: "non envoyés, car aucune adresse n'est connue",
}


def _unreached(found: UnreachedMembers, about: About) -> tuple[str, list[Block]]:
    n = found.total
    reached = "n'a pas atteint son destinataire" if n < 2 else "n'ont pas atteint leurs destinataires"
    return f"{about.name} : {_count(n, 'lettre')} à poster", [
        f"{_count(n, 'message')} que la loi exige {reached} :",
        Points([f"{_UNREACHED[cause]} : {_number(count)}" for cause, count in found.by_cause]),
        (
            "Ce que cela veut dire : vous devez prévenir ces membres de leur paiement, et le courriel ne les "
            "atteint pas. Les messages de courtoisie qui sont revenus ne sont pas comptés ici."
        ),
        "Que faire : regardez pour qui, et imprimez chaque lettre ; NUMÉRO est le numéro de la liste.",
        about.command("deliveries", "letters"),
        about.command("deliveries", "letter", "NUMÉRO"),
        "Une fois la lettre postée, ou le membre prévenu autrement, dites-le :",
        about.command("deliveries", "posted", "NUMÉRO"),
    ]


def _rejected(found: RejectedRows, about: About) -> tuple[str, list[Block]]:
    n = found.total
    could = "n'a pas pu être comprise" if n < 2 else "n'ont pas pu être comprises"
    left = "a été laissée" if n < 2 else "ont été laissées"
    blocks: list[Block] = [
        (
            f"{_count(n, 'ligne')} du dernier fichier {could} et {left} de côté. Toutes les autres lignes "
            "ont été prises en compte."
        ),
        (
            "Ce que cela veut dire : sur les membres de ces lignes, nous ne savons rien de neuf. Ils "
            "peuvent ne pas recevoir de rappel, ou en recevoir un d'après ce que nous savions avant."
        ),
        (
            "Que faire : ouvrez le fichier des lignes refusées. À côté de chaque ligne est écrit ce qui ne "
            "va pas. Corrigez-la, enregistrez le fichier, puis importez-le de nouveau."
        ),
    ]
    for source, count, file in found.by_source:
        blocks.append(f"{source} : {_count(count, 'ligne')}")
        blocks.append(about.command("import", quote(file) if file else "FICHIER.csv", "--source", source))
    return f"{about.name} : {_count(n, 'ligne')} {could}", blocks


def _stale(found: StaleSources, about: About) -> tuple[str, list[Block]]:
    several = len(found.by_source) > 1
    return f"{about.name} : plus de nouvelles de vos abonnements depuis trop longtemps", [
        "Nous sommes sans nouvelles de "
        + ("ces sources" if several else "cette source")
        + " depuis plus longtemps que la durée que vous avez fixée :",
        Points([f"{source} : dernières nouvelles le {_day(day)}" for source, day in found.by_source]),
        (
            "Ce que cela veut dire : nous nous taisons sur ces abonnements plutôt que de dire ce qui n'est "
            "peut-être plus vrai. Leurs membres ne reçoivent pas de rappel pour l'instant."
        ),
        "Que faire : exportez un fichier à jour de l'outil où vous tenez vos abonnements, et importez-le."
        if found.files
        else "Que faire : voyez pourquoi le programme qui nous parle par l'API ne dit plus rien.",
        *(
            [about.command("import", "FICHIER.csv", "--source", source) for source in found.files]
            or [about.command("check")]
        ),
        (
            "Si ses informations restent vraies plus longtemps, augmentez fresh_for pour cette source dans "
            "votre fichier de configuration, puis appliquez-le de nouveau."
        ),
    ]


def _unasked(found: FailingSources, about: About) -> tuple[str, list[Block]]:
    several = len(found.sources) > 1
    names = ", ".join(key for key, _, _ in found.sources)
    return f"{about.name} : plus rien de nouveau de {names}", [
        "Ces sources ne répondent pas :" if several else "Cette source ne répond pas :",
        Points(
            [
                f"{key}, depuis le {_day(since)} à {since:%H:%M}. {words}"
                for key, since, words in found.sources
            ]
        ),
        (
            "Ce que cela veut dire : nous nous en tenons à ce qui a été dit avant, aussi longtemps que vous "
            "l'avez fixé, et nous nous taisons ensuite. Nous redemandons de nous-mêmes, au moins toutes les "
            "heures."
        ),
        (
            "Que faire : si une clé ou un mot de passe a changé, appliquez de nouveau votre fichier de "
            "configuration. Puis essayez :"
        ),
        *(about.command("sources", "check", key) for key, _, _ in found.sources),
    ]


def _failing(found: FailingChannels, about: About) -> tuple[str, list[Block]]:
    several = len(found.channels) > 1
    names = ", ".join(key for key, _, _ in found.channels)
    return f"{about.name} : les messages ne peuvent pas partir par {names}", [
        "Ces canaux ne prennent aucun message :" if several else "Ce canal ne prend aucun message :",
        Points(
            [
                f"{key}, depuis le {_day(since)} à {since:%H:%M}"
                + (f". Sa réponse : {words}" if words else "")
                for key, since, words in found.channels
            ]
        ),
        (
            "Ce que cela veut dire : les rappels attendent. Nous réessayons de nous-mêmes, au moins toutes "
            "les demi-heures ; ils partiront dès que cela marchera, tant qu'ils arrivent encore à temps."
        ),
        (
            "Que faire : voyez ce que dit la vérification. Le plus souvent, le mot de passe a changé, ou "
            "le serveur de messagerie est en panne ; dans ce cas son fournisseur pourra vous en dire plus."
        ),
        about.command("check"),
        (
            "Après avoir changé un réglage ou un mot de passe, appliquez de nouveau votre fichier de "
            "configuration."
        ),
    ]


def _switched_off(found: SwitchedOffChannels, about: About) -> tuple[str, list[Block]]:
    names = ", ".join(key for key, _ in found.channels)
    why = {
        Disabled.GONE: "il a répondu qu'il n'existe plus",
        Disabled.FAILING: "il échoue depuis cinq jours de suite",
    }
    return f"{about.name} : {names} n'est plus informé des rappels", [
        "Nous avons désactivé ce qui était informé de vos rappels par :",
        Points([f"{key}, parce qu'{why[reason]}" for key, reason in found.channels]),
        (
            "Ce que cela veut dire : les messages à vos membres partent comme avant. Seul le programme placé "
            "derrière cette adresse n'entend plus parler des paiements à venir ; ce qu'il a manqué pourra "
            "lui être envoyé plus tard."
        ),
        (
            "Que faire : si vous ne l'utilisez plus, retirez-le de votre configuration. Sinon, faites-le "
            "réparer ou corrigez son adresse, puis réactivez-le avec la ligne ci-dessous."
        ),
        about.command(f"channels enable {found.channels[0][0]}"),
    ]


def _disk(found: DiskNearlyFull, about: About) -> tuple[str, list[Block]]:
    left, total = figures.size(found.free_bytes, "fr"), figures.size(found.total_bytes, "fr")
    return f"{about.name} : le disque est presque plein, il reste {left}", [
        f"Sur le disque où se trouve {found.folder}, il reste {left} sur {total}.",
        (
            "Ce que cela veut dire : tout fonctionne encore. Mais une fois le disque plein, plus rien ne "
            "peut être noté, et comme nous ne disons jamais rien sans le noter, les rappels s'arrêteraient."
        ),
        (
            "Que faire : faites de la place sur ce disque, ou agrandissez-le. Ceci montre ce qui en prend "
            "le plus :"
        ),
        Command(f"du -ah {quote(found.folder)} | sort -h | tail"),
    ]


def _week(found: Week, about: About) -> tuple[str, list[Block]]:
    before, end = found.begins_on - timedelta(days=7), found.begins_on - timedelta(days=1)
    coming_end = found.begins_on + timedelta(days=6)
    needs = len(found.open_causes)
    sent = _count(found.accepted, "message") if found.accepted else "aucun message"
    is_well = not (needs or found.missed or found.failed)
    state = f"{_count(needs, 'point')} à voir" if needs else "rien ne demande votre attention"
    state = "tout va bien" if is_well else state
    opening = "Il y a quelque chose à voir ; vous recevez un message à part sur chaque point."
    blocks: list[Block] = [opening if needs else f"{state.capitalize()}."]
    if needs:
        blocks.append(Points([SHORT[cause] for cause in found.open_causes]))
    blocks += [
        f"La semaine dernière, du {_day(before)} au {_day(end)} :",
        Points(_last_week(found)),
        f"Cette semaine, du {_day(found.begins_on)} au {_day(coming_end)} : {_coming(found.coming)}.",
    ]
    if about.is_rehearsing:
        blocks.append(
            "Tout cela n'est qu'une répétition : les messages vont dans votre boîte d'essai, et les "
            "membres ne reçoivent rien tant que vous n'avez pas tapé « forenotice go-live »."
        )
    blocks += ["Pour voir qui sera prévenu, de quoi et quand :", about.command("upcoming", "--days", "7")]
    return f"{about.name} : {state} ; {sent} la semaine dernière", blocks


def _last_week(found: Week) -> list[str]:
    sent = _count(found.accepted, "message", "envoyé")
    lines = [sent if found.accepted else "aucun message envoyé"]
    if found.failed:
        could = "n'a pas pu être remis" if found.failed < 2 else "n'ont pas pu être remis"
        lines.append(f"{_count(found.failed, 'message')} {could}")
    if found.missed:
        came = "arrivait" if found.missed < 2 else "arrivaient"
        lines.append(f"{_count(found.missed, 'rappel')} {came} trop tard")
    if found.skipped:
        lines.append(f"{_count(found.skipped, 'rappel', 'omis')} exprès, chacun avec sa raison")
    return lines


def _coming(value: int) -> str:
    if not value:
        return "aucun rappel n'est prévu"
    return f"environ {_count(value, 'rappel', 'prévu')}"


def _number(value: int) -> str:
    return figures.number(value, "fr")


def _count(value: int, *words: str) -> str:
    """A number and its words, with an s each from two on; French counts none as one."""
    agreed = [word if value < 2 or word.endswith("s") else f"{word}s" for word in words]
    return " ".join([_number(value), *agreed])


def _day(value: date) -> str:
    return figures.day(value, "fr")
