"""Looks a secret up where a blueprint says that it is."""

from collections.abc import Mapping
from pathlib import Path

from forenotice.blueprint.errors import SecretNotFoundError
from forenotice.blueprint.sections.secrets import SecretReference


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
