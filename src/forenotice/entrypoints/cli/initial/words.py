"""What is asked and said, in English and in French."""

from typing import NamedTuple


class Words(NamedTuple):
    """One language. Each question says what an empty answer means."""

    database: str
    base_url: str
    owner_email: str
    mail_server: str
    mail_user: str
    mail_word: str
    time_zone: str
    bad_database: str
    bad_base_url: str
    bad_owner_email: str
    bad_mail_server: str
    bad_time_zone: str
    missing: str
    written: str
    private: str
    go_on: str


ENGLISH = Words(
    database="1. Where shall everything be kept? Empty for a file here, or postgresql://user:password@host/name",
    base_url="2. Under which address do people reach it? Empty for this computer only",
    owner_email="3. Your email address, for when something needs you",
    mail_server="4. Which mail server shall messages leave by, as host:port? Empty to decide that later",
    mail_user="   Your name there",
    mail_word="   Your password there (it is not shown)",
    time_zone="5. In which time zone are you, such as Europe/Paris?",
    bad_database="Write postgresql://user:password@host/name or sqlite:///path, or leave it empty.",
    bad_base_url="Write a web address such as https://reminders.example.org.",
    bad_owner_email="Write an email address such as owner@example.org.",
    bad_mail_server="Write the server's name and port, such as smtp.example.org:587.",
    bad_time_zone="Write a name of the IANA list, such as Europe/Paris.",
    missing="Nobody is there to be asked. Add: {option}",
    written="{path} is written.",
    private="It holds secrets, and only you may read it.",
    go_on="Put your name into it, then run:",
)
FRENCH = Words(
    database="1. Où tout garder ? Vide : un fichier ici ; sinon postgresql://utilisateur:motdepasse@hôte/nom",
    base_url="2. À quelle adresse y accède-t-on ? Vide : cet ordinateur seulement",
    owner_email="3. Votre adresse électronique, pour vous prévenir quand il le faut",
    mail_server="4. Par quel serveur de messagerie envoyer (hôte:port) ? Vide : décider plus tard",
    mail_user="   Votre identifiant sur ce serveur",
    mail_word="   Votre mot de passe (il ne s’affiche pas)",
    time_zone="5. Votre fuseau horaire, par exemple Europe/Paris ?",
    bad_database="Écrivez postgresql://utilisateur:motdepasse@hôte/nom ou sqlite:///chemin, ou rien.",
    bad_base_url="Écrivez une adresse web, par exemple https://rappels.example.org.",
    bad_owner_email="Écrivez une adresse électronique, par exemple moi@example.org.",
    bad_mail_server="Écrivez le nom et le port du serveur, par exemple smtp.example.org:587.",
    bad_time_zone="Écrivez un nom de la liste IANA, par exemple Europe/Paris.",
    missing="Personne ne peut répondre. Ajoutez : {option}",
    written="{path} est écrit.",
    private="Il contient des secrets ; vous seul pouvez le lire.",
    go_on="Mettez-y votre nom, puis lancez :",
)
LANGUAGES = {"en": ENGLISH, "fr": FRENCH}
