"""Every exception to the rules of the house, each with its reason. May it stay short."""

# Files that may be longer than 400 lines, and functions (file::name) that may be longer than 50.
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {}

# Names that hold a word we do not use for our own ideas, because somebody else chose the word.
FOREIGN_WORDS: dict[str, str] = {
    "accounts/models.py::User": "Django's word for a person who may enter; a member is never called so.",
    "accounts/models.py::UserAccounts": "Makes rows of Django's User, for Django.",
}

# Modules that other rooms may import besides queries, operations, models, states and errors.
OPEN_DOORS: dict[str, str] = {
    "accounts.sealing": "Secrets are sealed in one place only.",
    "blueprint.difference": "What would change, as plain values that a door shows.",
    "blueprint.document": "A blueprint as plain values, read from its text.",
    "channels.contract": "What a channel promises, for whoever carries messages to it.",
    "composer.compose": "The one path on which facts become a message, for preview and for sending.",
    "composer.defaults": "The messages that an owner gets without writing any.",
    "composer.facts": "The plain values that a message is made from.",
    "composer.fill": "What the words of one message are filled with, kept by an attempt as proof.",
    "composer.render": "Which smart tags a message uses, so that no link is made in vain.",
    "composer.texts": "The plain values that a message is published from.",
    "entrypoints.cli": "Both ways to start the command end here.",
    "ledger.facts": "The plain values that a source tells.",
    "composer.fill": "The values that a message is filled with, kept as the proof of a try.",
    "composer.render": "Which of these values a text names.",
    "planner.schedule": "The calendar of send windows and due moments, for later tries.",
    "rules.match": "What a rule asks of a due date, compiled once for planning and for the last look.",
    "planner.schedule": "Windows and moments to speak are worked out in one place only.",
    "rules.match": "The conditions of a rule, compiled once for all who ask.",
    "rules.specification": "What a rule says, as a plain value.",
}

# Tables that belong to nobody in particular.
ROWS_OF_THE_WHOLE_HOUSE: dict[str, str] = {
    "accounts.Organization": "It is the one to belong to.",
    "accounts.User": "One person may look after several organizations.",
    "engine.Host": "Where this database lives is one fact about all of it.",
}

# Questions (file::function, or file::CONSTANT for SQL) that do not say which organization they mean.
ACROSS_ORGANIZATIONS: dict[str, str] = {}

# Places below the engine that may read a clock; monotonic clocks, which tell no time of day, are free.
CLOCK_READERS: dict[str, str] = {}
