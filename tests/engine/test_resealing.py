"""After a change of the secret key nothing is sealed with an older one, whichever row of whichever room."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.apps import apps
from django.db.models import Model
from pytest_django import Settings

from forenotice.accounts.models import KeptAnswer, Organization, User
from forenotice.accounts.operations import create_key
from forenotice.accounts.sealing import seal
from forenotice.accounts.states import Scope
from forenotice.channels.models import Channel
from forenotice.engine.resealing import seal_everything_anew
from forenotice.sources.models import Source
from tests.support.world import START, World

OLD, NEW, LOST = (Fernet.generate_key().decode() for _ in range(3))
TOKEN = re.compile(r"gAAAAA[\w-]{60,}={0,2}")
SECRET = json.dumps({"password": "hunter2"})


@pytest.fixture
def sealed(db: None, settings: Settings) -> None:
    """A secret of each sort, sealed with the old key, and the new one before it."""
    settings.FORENOTICE_SECRET_KEYS = [OLD]
    club = World(START).organization
    Organization.objects.update(sealed_pulse_url=seal(SECRET))
    Channel.objects.create(
        organization=club,
        key="mail",
        kind="email",
        sealed_secrets=seal(SECRET),
        created_at=START,
        changed_at=START,
    )
    Source.objects.create(organization=club, key="shop", sealed_secrets=seal(SECRET))
    key = create_key(organization=club, name="crm", scopes=[Scope.READ], actor="test", now=START).key
    for number in range(3):
        KeptAnswer.objects.create(
            organization=club,
            api_key=key,
            idempotency_key=str(number),
            created_at=START,
            sealed_answer=seal(SECRET),
        )
    ana = User.objects.create(email="ana@example.org")
    for kind, kept in (
        ("totp", {"secret": seal(SECRET)}),
        ("recovery_codes", {"seed": seal(SECRET), "used_mask": 0, "migrated_codes": [seal(SECRET)]}),
        ("webauthn", {"name": "Key ring", "credential": {}}),
    ):
        Authenticator.objects.create(user=ana, type=kind, data=kept)
    settings.FORENOTICE_SECRET_KEYS = [NEW, OLD]


def _everywhere() -> Iterator[tuple[type[Model], str]]:
    """Whatever is sealed anywhere in the database, and in which rows."""
    for model in apps.get_models():
        for row in model._default_manager.values():
            yield from ((model, token) for token in TOKEN.findall(str(row)))


def test_every_secret_of_every_room_is_sealed_anew(sealed: None) -> None:
    fields: list[Any] = [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.name.startswith("sealed")
    ]
    empty = [(model, name) for model, name in fields if not model.objects.exclude(**{name: ""}).exists()]
    assert empty == [], "Let the fixture above fill them."
    before = [*_everywhere()]
    done = seal_everything_anew()
    assert (done.anew, done.lost) == (8, [])
    for model, token in _everywhere():
        assert Fernet(NEW).decrypt(token.encode()).decode() == SECRET, model
    assert len([*_everywhere()]) == len(before) == 9
    assert seal_everything_anew().anew == 0, "done again, there is nothing left to do"


def test_what_no_key_opens_is_named_and_keeps_nothing_back(sealed: None) -> None:
    lost = Fernet(LOST).encrypt(b"{}").decode()
    Channel.objects.update(sealed_secrets=lost)
    done = seal_everything_anew()
    assert (done.anew, done.lost) == (7, ['channel "mail"'])
    assert Channel.objects.get().sealed_secrets == lost
