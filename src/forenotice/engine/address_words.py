"""What a letter to a new address says in each of our languages: subject, question, and what if not. Pure."""

from collections.abc import Mapping

WORDS: Mapping[str, tuple[str, str, str]] = {
    "de": (
        "Ist das Ihre Adresse?",
        (
            "Diese Adresse wurde für Erinnerungen von {organization} angegeben. Wenn Sie das "
            "waren, bestätigen Sie sie bitte hier:"
        ),
        "Wenn nicht, ist nichts zu tun: Es wird nichts mehr an diese Adresse geschickt.",
    ),
    "en": (
        "Is this your address?",
        "This address was given for reminders from {organization}. If that was you, please confirm it here:",
        "If it was not you, there is nothing to do: nothing more will be sent to this address.",
    ),
    "es": (
        "¿Es esta su dirección?",
        (
            "Esta dirección se ha indicado para los recordatorios de {organization}. Si ha "
            "sido usted, confírmela aquí:"
        ),
        "Si no ha sido usted, no hay nada que hacer: no se enviará nada más a esta dirección.",
    ),
    "fr": (
        "Cette adresse est-elle la vôtre ?",
        (
            "Cette adresse a été donnée pour les rappels de {organization}. Si c’est bien "
            "vous, merci de la confirmer ici :"
        ),
        "Sinon, il n’y a rien à faire : plus rien ne sera envoyé à cette adresse.",
    ),
    "it": (
        "Questo indirizzo è il suo?",
        (
            "Questo indirizzo è stato indicato per i promemoria di {organization}. Se è "
            "stato lei, lo confermi qui:"
        ),
        "Altrimenti non c’è nulla da fare: a questo indirizzo non sarà inviato altro.",
    ),
    "nl": (
        "Is dit uw adres?",
        "Dit adres is opgegeven voor herinneringen van {organization}. Was u dat, bevestig het dan hier:",
        "Zo niet, dan hoeft u niets te doen: er wordt niets meer naar dit adres gestuurd.",
    ),
    "pt": (
        "Este endereço é seu?",
        (
            "Este endereço foi indicado para os lembretes de {organization}. Se o pedido foi "
            "seu, confirme-o aqui:"
        ),
        "Se não foi, não há nada a fazer: nada mais será enviado para este endereço.",
    ),
}
