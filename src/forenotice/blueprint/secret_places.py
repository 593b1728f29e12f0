"""Looks a secret up where a blueprint says that it is, and remembers what was found there before."""

from collections.abc import Mapping
from pathlib import Path

from forenotice.accounts.errors import SealBrokenError
from forenotice.accounts.models import Organization
from forenotice.accounts.operations import pulse_url_of
from forenotice.blueprint.errors import SecretNotFoundError
from forenotice.blueprint.sections.secrets import SecretReference
from forenotice.channels.queries import kept_secrets as kept_channel_secrets
from forenotice.sources.queries import kept_secrets as kept_source_secrets


def found_or_kept(
    reference: SecretReference, environment: Mapping[str, str], folder: Path, kept: Mapping[str, str]
) -> tuple[str, str]:
    """The secret as it is found now, else as it was found at the same place before, and then a warning."""
    try:
        return find_secret(reference, environment, folder), ""
    except SecretNotFoundError as error:
        if str(reference) not in kept:
            raise
        words = str(error)
        return (
            kept[str(reference)],
            f"{words[:1].upper()}{words[1:]} The secret that was found there before stays in use.",
        )


def kept_secrets(organization: Organization) -> Mapping[str, str]:
    """What was found before, by its place; nothing when it can no longer be opened and must be found anew."""
    try:
        kept = {**kept_channel_secrets(organization), **kept_source_secrets(organization)}
        if organization.pulse_url_reference:
            kept[organization.pulse_url_reference] = pulse_url_of(organization)
    except SealBrokenError:
        return {}
    return {place: secret for place, secret in kept.items() if secret}


def find_secret(reference: SecretReference, environment: Mapping[str, str], folder: Path) -> str:
    """The secret itself; a relative path counts from ``folder``. Raise :class:`SecretNotFoundError`."""
    if reference.place == "env":
        secret = environment.get(reference.name, "")
        if not secret:
            raise SecretNotFoundError(
                f"the variable {reference.name} is not set: set it in the environment, or in the file "
                "forenotice.env of the home folder."
            )
        return secret
    try:
        secret = (folder / reference.name).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise SecretNotFoundError(f"the file {reference.name} cannot be read ({why}).") from None
    if not secret:
        raise SecretNotFoundError(f"the file {reference.name} is empty.")
    return secret
