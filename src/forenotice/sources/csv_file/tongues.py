"""The headers that lists in German, French, Spanish and Italian give to the main columns. Pure.

How a subscription stands is known in Dutch and Portuguese too: whoever is not read as cancelled would be
written to.
"""

# Left out is what means one thing here and another there (see UNCERTAIN in fields.py), and columns such as
# language or way of paying, whose words nobody could foresee: to know them would be to reject their rows.
TONGUES: dict[str, str] = {
    "subscription_id": (
        "vertragsnummer|vertrags nr|vertragsnr|vertrags id|abonummer|abo nr|abo id|abonnementnummer|"
        "numéro de contrat|n° de contrat|n° contrat|numéro d abonnement|n° d abonnement|n° abonnement|"
        "número de contrato|n° de contrato|número de suscripción|numero contratto|numero abbonamento"
    ),
    "order_number": (
        "bestellnummer|auftragsnummer|numéro de commande|n° de commande|n° commande|número de pedido|"
        "numero ordine|numero d ordine"
    ),
    "status": (
        "zustand|vertragsstatus|mitgliedsstatus|mitgliederstatus|mitgliedschaftsstatus|abostatus|abo status|"
        "status der mitgliedschaft|statut|statut de l abonnement|statut d abonnement|statut de l adhésion|"
        "état de l abonnement|état de l adhésion|estado de la suscripción|estado de suscripción|"
        "estado de la membresía|estado del contrato|stato abbonamento|stato dell abbonamento|"
        "stato iscrizione|abonnementsstatus|abonnementstatus|lidmaatschapsstatus|lidmaatschapstatus|"
        "status lidmaatschap|status abonnement|toestand|situação|estado da assinatura|"
        "status da assinatura|situação da assinatura|estado da subscrição"
    ),
    "cancelled_on": "gekündigt am|kündigungsdatum|résilié le|date de résiliation|disdetto il",
    "amount": (
        "betrag|beitrag|mitgliedsbeitrag|jahresbeitrag|monatsbeitrag|preis|gesamtbetrag|montant|"
        "montant total|cotisation|"
        "prix|importe|importe total|cuota|precio|monto|importo|importo totale|prezzo|"
        "quota associativa"
    ),
    "currency": "währung|devise|monnaie|moneda|divisa|valuta",
    "quantity": "anzahl|menge|quantité|cantidad|quantità",
    "interval": (
        "intervall|zahlungsintervall|abrechnungsintervall|zahlungsrhythmus|turnus|zahlungsturnus|fréquence|"
        "fréquence de paiement|périodicité|intervalle|frecuencia|frecuencia de pago|periodicidad|intervalo|"
        "frequenza|frequenza di pagamento|periodicità|intervallo"
    ),
    "next_payment": (
        "nächste zahlung|nächstes zahlungsdatum|nächste fälligkeit|nächste abbuchung|nächste rechnung|"
        "nächster einzug|fälligkeit|fällig am|fälligkeitsdatum|verlängert sich am|"
        "prochaine échéance|prochain paiement|date du prochain paiement|date de prochain paiement|"
        "date de prochaine échéance|date de la prochaine échéance|prochain prélèvement|"
        "date du prochain prélèvement|prochaine facture|échéance|date d échéance|date de renouvellement|"
        "prochain renouvellement|próximo pago|fecha del próximo pago|fecha de próximo pago|próximo cobro|"
        "próxima renovación|fecha de renovación|prossimo pagamento|data prossimo pagamento|"
        "data del prossimo pagamento|prossima scadenza|prossimo addebito|prossimo rinnovo|data di rinnovo"
    ),
    "trial_end": (
        "ende der testphase|testphase bis|testende|fin d essai|fin de l essai|fin de la période d essai|"
        "fin de la prueba|fin del período de prueba|fine della prova|fine prova"
    ),
    "term_end": (
        "vertragsende|laufzeitende|enddatum|gültig bis|date de fin|fin d abonnement|valable jusqu au|"
        "fecha de fin|fecha de finalización|válido hasta|data di fine|data fine|valido fino al"
    ),
    "cancel_by": "kündbar bis|kündigung bis|résiliable jusqu au",
    "started": (
        "vertragsbeginn|beginn|startdatum|date de début|début|fecha de inicio|data di inizio|data inizio"
    ),
    "member_id": (
        "mitgliedsnummer|mitglieds nr|mitgliedsnr|mitgliedernummer|mitglieds id|kundennummer|kunden nr|"
        "kundennr|kunden id|numéro d adhérent|n° d adhérent|n° adhérent|numéro de membre|n° de membre|"
        "n° membre|numéro de client|n° de client|n° client|id client|número de socio|n° de socio|"
        "número de miembro|número de cliente|n° de cliente|numero socio|numero di socio|numero cliente|"
        "codice cliente"
    ),
    "email": (
        "e mail adresse|email adresse|mailadresse|mail adresse|courriel|adresse courriel|adresse e mail|"
        "adresse email|adresse mail|adresse électronique|correo|correo electrónico|dirección de correo|"
        "posta elettronica|indirizzo email|indirizzo e mail"
    ),
    "first_name": "prénom|vorname|nombre|nombre de pila|nome",
    "last_name": "nom|nom de famille|nachname|familienname|zuname|apellido|apellidos|cognome",
    "full_name": (
        "mitglied|vor und nachname|vorname und nachname|adhérent|adhérente|membre|nom complet|nom et prénom|"
        "prénom et nom|miembro|socio|nombre completo|nombre y apellidos|nome completo|nome e cognome"
    ),
    "phone": (
        "telefon|telefonnummer|handy|handynummer|mobilnummer|téléphone|numéro de téléphone|"
        "téléphone portable|teléfono|número de teléfono|móvil|telefono|numero di telefono|cellulare"
    ),
    "username": "benutzername|nom d utilisateur|nombre de usuario|nome utente",
    "joined": (
        "mitglied seit|eintrittsdatum|beitrittsdatum|eintritt|beitritt|membre depuis|adhérent depuis|"
        "date d adhésion|date d inscription|socio desde|miembro desde|fecha de alta|socio dal|"
        "data di iscrizione"
    ),
    "billing_street": (
        "straße|straße und hausnummer|straße hausnummer|straße nr|anschrift|rechnungsadresse|adresse|"
        "adresse postale|adresse de facturation|rue|dirección|calle|dirección de facturación|indirizzo|"
        "indirizzo di fatturazione"
    ),
    "billing_street_2": "adresszusatz|complément d adresse",
    "billing_city": "ort|stadt|wohnort|ville|commune|ciudad|localidad|población|città|comune",
    "billing_state": "bundesland|kanton|région|département|canton|provincia|regione",
    "billing_zip": "plz|postleitzahl|code postal|cp|código postal|codice postale",
    "billing_country": "land|pays|país|paese|nazione",
    "product_name": (
        "produkt|produktname|artikel|mitgliedschaft|mitgliedsart|art der mitgliedschaft|beitragsart|produit|"
        "nom du produit|formule|offre|type d adhésion|type d abonnement|producto|"
        "nombre del producto|membresía|tipo de membresía|prodotto|nome prodotto|"
        "tipo di abbonamento|tipo di tessera"
    ),
    "coupon": "gutschein|gutscheincode|code promo|cupón|código promocional|codice sconto|buono",
    "tags": "schlagworte|schlagwörter|étiquettes|etiquetas|etichette",
}
