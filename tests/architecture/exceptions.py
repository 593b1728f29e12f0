"""Every exception to the rules of the house, each with its reason. May it stay short."""

# Files that may be longer than 400 lines, and functions (file::name) that may be longer than 50.
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS: dict[str, str] = {
    "ledger/operations/declaring.py::declare_product": "Every field of a product is named twice.",
}

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
    "blueprint.one_source": "One source by itself, for an owner who declares it line by line.",
    "blueprint.sections.rules": "A rule as the table of a blueprint that a door declares it by.",
    "blueprint.ready_sets": "Ready-made reminders, for whoever offers them.",
    "blueprint.parts": "One rule, message or booster by itself, for a door that takes them singly.",
    "channels.contract": "What a channel promises, for whoever carries messages to it.",
    "channels.mime": "A message as bytes, for whoever looks at it or compares it without sending it.",
    "channels.sender_domain": "The DNS is asked only for a person who looks.",
    "channels.webhook.addresses": "The operator's list of places is checked when settings are read.",
    "composer.blocks.kinds": "The blocks of a message as plain values.",
    "composer.blocks.tables": "The same as the tables that stand in a blueprint.",
    "composer.blocks.wording": "What a block says that its owner left empty, for its page.",
    "composer.boosters.library": "Boosters on offer, for a blueprint and for whoever shows one.",
    "composer.boosters.offers": "Boosters as plain values.",
    "composer.boosters.pick": "Which booster a member is shown, worked out in one place only.",
    "composer.boosters.show": "How a booster becomes one of the facts.",
    "composer.by_light": "A page by day and by night, for whoever shows it to an owner.",
    "composer.coach.look": "What the coach finds in a text, and the sentences that say so.",
    "composer.colour": "What can be read on an organization's colour, decided in one place only.",
    "composer.compose": "The one path on which facts become a message, for preview and for sending.",
    "composer.defaults": "The messages that an owner gets without writing any.",
    "composer.facts": "The plain values that a message is made from.",
    "composer.fault_words": "What is wrong with words, in an owner's language.",
    "composer.fill": "What the words of one message are filled with, kept by an attempt as proof.",
    "composer.formats": "Days, money and intervals are written for a reader in one way only.",
    "composer.meanings": "What smart tags and sample members mean, in an owner's language.",
    "composer.membermouse.files": "Files of owners who come from MemberMouse, translated as plain text.",
    "channels.plugins": "Which kinds of channel other packages bring, for whoever reads or checks them.",
    "channels.purpose": "Whether a channel is on, speaks to people or programs, and wants to be told.",
    "composer.payload.body": "What programs are told, as bytes; also in the doors, as a sample.",
    "composer.payload.query": "The same in the form that MemberMouse scripts read.",
    "composer.payload.shape": "The JSON Schema of what programs are told, for the doors to show.",
    "composer.problems": "A fault in words with its place, for a door that points at it.",
    "composer.render": "Which smart tags a message uses, so that no link is made in vain.",
    "composer.renderer": "Which version makes the words, written down with every proof.",
    "composer.samples": "Made-up members, for whoever shows a message before there are real ones.",
    "composer.texts": "The plain values that a message is published from.",
    "composer.unsaved": "Words that are still being written, for whoever coaches or shows them.",
    "consent.addresses": "What an address is, and when two are the same mailbox, decided in one place only.",
    "consent.links": "Links for members are made and read in one place only.",
    "rules.notice_windows": "When notices are asked for: dated data that a door shows as a hint.",
    "rules.soundness": "An interval as owners write it is read in one place only.",
    "dispatcher.ahead": "What a member has ahead of them, as facts, for a page of their own.",
    "dispatcher.coaching": "The coach on all messages, for the due dates that they are said of.",
    "dispatcher.proof": "What came of comparing a proof, as a plain value that a door shows.",
    "entrypoints.api.gate": "What is answered to programs when there is nothing at an address.",
    "entrypoints.console.failing": "What is answered to people when there is nothing at an address.",
    "entrypoints.console.gate": "Which addresses are pages for people.",
    "entrypoints.api.health": "An address that the site gives away.",
    "entrypoints.api.metrics": "An address that the site gives away.",
    "entrypoints.api.v1": "The API, for the site to put at its address.",
    "entrypoints.hooks.calls": "An address that the site gives away.",
    "entrypoints.cli": "Both ways to start the command end here.",
    "entrypoints.hooks.sources": "The address at which sources tell something, for the site to put in place.",
    "engine.backup.archive": "What stands in a backup, as a plain value that a door shows.",
    "engine.backup.making": "The whole of an instance written into one file.",
    "engine.backup.restoring": "And put back from it, after it was checked.",
    "engine.carriers": "The channels of one pulse, opened once and kept.",
    "engine.erasing": "A member is forgotten in every room at once.",
    "engine.findings": "What is found to tell the owner, and from when on a disk counts as full.",
    "engine.go_live": "From rehearsal to speech: what will leave, and the step itself.",
    "engine.host": "Whether this host may speak.",
    "engine.importing": "What brings subscriptions and takes long.",
    "engine.loop": "Pulse after pulse, until it is told to stop.",
    "engine.member_export": "All that every room keeps about one member.",
    "engine.people_mail": "Mail to people who enter the console.",
    "engine.mail_account": "The mail account is tried and kept in one way only.",
    "engine.presence": "Who speaks and from where, read once when a command starts.",
    "engine.pulse": "The engine's one verb.",
    "engine.sample": "Made-up members come and go as a whole.",
    "engine.resuming": "What may have been said since, and the owner's word on it.",
    "engine.supervising": "Processes kept alive side by side.",
    "engine.tables": "Whether the tables are those of this version.",
    "engine.watching": "Whether all is ready, and the figures, for whoever watches over an instance.",
    "engine.timeline": "What happened around one member, from all rooms.",
    "ledger.bulk": "Long lists in a question, and whole tables, in one way for both databases.",
    "ledger.due": "A due date as a plain value, also one that is not a row yet.",
    "ledger.facts": "The plain values that a source tells.",
    "outcomes.forecast": "The money of a week or month as a plain value that a door shows.",
    "planner.bare": "Statements of the hot path are run in one way only.",
    "planner.schedule": "Windows and moments to speak are worked out in one place only.",
    "rules.match": "The conditions of a rule, compiled once for all who ask.",
    "rules.specification": "What a rule says, as a plain value.",
    "sources.contract": "What a source promises, and how it says what is unclear.",
    "sources.kinds": "Which kinds of source are asked, and which of their settings are secrets.",
    "sources.erasing": "The raw words that name a member, emptied by the engine.",
    "sources.push.documents": "What programs may push, as the shape that a door documents.",
    "sources.push.words": "How the single values of a document are written, also in the door's own.",
    "sources.report": "What became of an import or a push, as plain values that a door shows.",
}

# Tables that belong to nobody in particular.
ROWS_OF_THE_WHOLE_HOUSE: dict[str, str] = {
    "accounts.Organization": "It is the one to belong to.",
    "accounts.User": "One person may look after several organizations.",
    "engine.Host": "Where this database lives is one fact about all of it.",
}

# Questions (file::function, or file::CONSTANT for SQL) that do not say which organization they mean.
ACROSS_ORGANIZATIONS: dict[str, str] = {
    "accounts/operations/invitations.py::accept_invitation": "A person has one second step for all of them.",
    "accounts/operations/second_steps.py::seal_second_steps_anew": "The same second steps.",
    "accounts/operations/sessions.py::forget_ended_sessions": "People are signed in, whatever they enter.",
    "engine/backup/precautions.py::precautions": "A backup holds all of them, and its sessions all end.",
    "entrypoints/console/myself.py::sessions": "Where a person is signed in, for whichever organization.",
    "ledger/queries/candidates.py::_REACHED": "How far numbers reach, whosever; nothing is read of a row.",
    "ledger/operations/wording.py::_LAST": "The last number of a table; nothing is read of a row.",
}

# Places below the engine that may read a clock; monotonic clocks, which tell no time of day, are free.
CLOCK_READERS: dict[str, str] = {}
