"""The few turns of phrase that CLDR has no words for, by language."""

from collections.abc import Mapping

from forenotice.kernel.interval import Unit

# Stands where a first name would: "Hello there,", "Bonjour de notre part,". It must fit either gender, one or
# many, and either form of address.
NEUTRAL_GREETING: Mapping[str, str] = {
    "ar": "بكم",
    "da": "igen",
    "de": "und guten Tag",
    "en": "there",
    "es": "muy buenas",
    "fr": "de notre part",
    "it": "e un caro saluto",
    "ja": "お客様",
    "nb": "igjen",
    "nl": "lezer",
    "pt": "de novo",
    "sv": "igen",
    "zh": "您好",
}

# One of each, then several; "{n}" is the number, "{duration}" CLDR's own "3 months" with all its plural
# forms.
EVERY: Mapping[str, Mapping[Unit, tuple[str, str]]] = {
    "ar": {
        Unit.DAY: ("كل يوم", "كل {duration}"),
        Unit.WEEK: ("كل أسبوع", "كل {duration}"),
        Unit.MONTH: ("كل شهر", "كل {duration}"),
        Unit.YEAR: ("كل سنة", "كل {duration}"),
    },
    "de": {
        Unit.DAY: ("jeden Tag", "alle {n} Tage"),
        Unit.WEEK: ("jede Woche", "alle {n} Wochen"),
        Unit.MONTH: ("jeden Monat", "alle {n} Monate"),
        Unit.YEAR: ("jedes Jahr", "alle {n} Jahre"),
    },
    "en": {
        Unit.DAY: ("every day", "every {n} days"),
        Unit.WEEK: ("every week", "every {n} weeks"),
        Unit.MONTH: ("every month", "every {n} months"),
        Unit.YEAR: ("every year", "every {n} years"),
    },
    "es": {
        Unit.DAY: ("cada día", "cada {n} días"),
        Unit.WEEK: ("cada semana", "cada {n} semanas"),
        Unit.MONTH: ("cada mes", "cada {n} meses"),
        Unit.YEAR: ("cada año", "cada {n} años"),
    },
    "fr": {
        Unit.DAY: ("chaque jour", "tous les {n} jours"),
        Unit.WEEK: ("chaque semaine", "toutes les {n} semaines"),
        Unit.MONTH: ("chaque mois", "tous les {n} mois"),
        Unit.YEAR: ("chaque année", "tous les {n} ans"),
    },
    "it": {
        Unit.DAY: ("ogni giorno", "ogni {n} giorni"),
        Unit.WEEK: ("ogni settimana", "ogni {n} settimane"),
        Unit.MONTH: ("ogni mese", "ogni {n} mesi"),
        Unit.YEAR: ("ogni anno", "ogni {n} anni"),
    },
    "ja": {
        Unit.DAY: ("毎日", "{n}日ごと"),
        Unit.WEEK: ("毎週", "{n}週間ごと"),
        Unit.MONTH: ("毎月", "{n}か月ごと"),
        Unit.YEAR: ("毎年", "{n}年ごと"),
    },
    "nl": {
        Unit.DAY: ("elke dag", "elke {n} dagen"),
        Unit.WEEK: ("elke week", "elke {n} weken"),
        Unit.MONTH: ("elke maand", "elke {n} maanden"),
        Unit.YEAR: ("elk jaar", "elke {n} jaar"),
    },
    "pt": {
        Unit.DAY: ("todos os dias", "a cada {n} dias"),
        Unit.WEEK: ("todas as semanas", "a cada {n} semanas"),
        Unit.MONTH: ("todos os meses", "a cada {n} meses"),
        Unit.YEAR: ("todos os anos", "a cada {n} anos"),
    },
    "zh": {
        Unit.DAY: ("每天", "每 {n} 天"),
        Unit.WEEK: ("每周", "每 {n} 周"),
        Unit.MONTH: ("每月", "每 {n} 个月"),
        Unit.YEAR: ("每年", "每 {n} 年"),
    },
}

# What stands behind "every" has a case of its own in Arabic; only its dual is another word than CLDR's.
EVERY_TWO: Mapping[str, Mapping[Unit, str]] = {
    "ar": {
        Unit.DAY: "كل يومين",
        Unit.WEEK: "كل أسبوعين",
        Unit.MONTH: "كل شهرين",
        Unit.YEAR: "كل سنتين",
    },
}

TODAY_AND_TOMORROW: Mapping[str, tuple[str, str]] = {
    "ar": ("اليوم", "غدًا"),
    "da": ("i dag", "i morgen"),
    "de": ("heute", "morgen"),
    "en": ("today", "tomorrow"),
    "es": ("hoy", "mañana"),
    "fr": ("aujourd’hui", "demain"),
    "it": ("oggi", "domani"),
    "ja": ("今日", "明日"),
    "nb": ("i dag", "i morgen"),
    "nl": ("vandaag", "morgen"),
    "pt": ("hoje", "amanhã"),
    "sv": ("i dag", "i morgon"),
    "zh": ("今天", "明天"),
}

FIRST_OF_A_MONTH: Mapping[str, str] = {"fr": "1er", "pt": "1º"}

# With a brand, then without one.
CARD_ENDING: Mapping[str, tuple[str, str]] = {
    "de": ("{brand} mit den Endziffern {digits}", "Karte mit den Endziffern {digits}"),
    "en": ("{brand} ending in {digits}", "card ending in {digits}"),
    "es": ("{brand} terminada en {digits}", "tarjeta terminada en {digits}"),
    "fr": ("carte {brand} se terminant par {digits}", "carte se terminant par {digits}"),
    "it": ("{brand} che termina con {digits}", "carta che termina con {digits}"),
    "ja": ("末尾 {digits} の {brand}", "末尾 {digits} のカード"),
    "nl": ("{brand} eindigend op {digits}", "kaart eindigend op {digits}"),
    "pt": ("cartão {brand} terminado em {digits}", "cartão terminado em {digits}"),
}
