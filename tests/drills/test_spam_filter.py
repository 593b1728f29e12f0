"""What a spam filter thinks of our own messages, as they really leave: signed, and with all their headers."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from forenotice.channels.email.dkim import Signer
from forenotice.channels.email.letter import prepare_letter
from forenotice.composer.compose import compose
from forenotice.composer.defaults import DEFAULT_KEYS, LANGUAGES, AddressForm, default_message
from forenotice.composer.facts import BoosterFacts
from tests.composer.samples import ENVELOPE, compiled, facts

FILTER = shutil.which("spamassassin") or "/usr/bin/spamassassin"
BOOSTER = BoosterFacts("Late opening", "<p>The museum is open until ten on Friday.</p>", "Open until ten.")
AROUND = ENVELOPE._replace(headers={"List-Id": "<renewals.museum.museum.example>"})
HIGHEST = 1.0
SCORE = re.compile(
    r"^X-Spam-Status: \w+, score=(-?[\d.]+) .*?tests=(.*?)\s+autolearn", re.MULTILINE | re.DOTALL
)


def letters(folder: Path) -> Iterator[str]:
    """Writes every message of ours into one mailbox file, in the order in which it names them."""
    pem = generate_private_key(65_537, 2_048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    signer = Signer(domain="museum.example", selector="mail", key=pem.decode())
    with (folder / "all.mbox").open("wb") as box:
        for language in LANGUAGES:
            for address in AddressForm:
                for key in DEFAULT_KEYS:
                    text = compiled(default_message(key, address).texts[language], language)
                    about = facts(kind=key, member__locale=language, booster=BOOSTER)
                    message = compose(text, about, AROUND).message
                    letter = prepare_letter(message, return_path="", signer=signer)
                    box.write(b"From forenotice Thu Jan  1 00:00:00 2026\n")
                    box.write(letter.content.removesuffix(b".\r\n").replace(b"\r\n", b"\n") + b"\n")
                    yield f"{key} in {language}, {address}"


@pytest.mark.skipif(not Path(FILTER).exists(), reason="spamassassin is not installed here")
def test_no_message_of_ours_looks_like_spam(tmp_path: Path) -> None:
    names = list(letters(tmp_path))
    home = {**os.environ, "HOME": str(tmp_path)}
    asked = [FILTER, "--local", "--test-mode", "--mbox", str(tmp_path / "all.mbox")]
    judged = subprocess.run(asked, env=home, capture_output=True, check=True).stdout.decode(errors="replace")
    scores = [(float(score), " ".join(rules.split())) for score, rules in SCORE.findall(judged)]
    assert len(scores) == len(names)
    assert {name: why for name, (score, why) in zip(names, scores, strict=True) if score >= HIGHEST} == {}
