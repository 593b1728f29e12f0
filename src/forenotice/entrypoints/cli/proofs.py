"""`forenotice deliveries show --proof`: whether what was said can still be made again, byte for byte."""

from collections.abc import Sequence

from forenotice.dispatcher.proof import Examined
from forenotice.dispatcher.states import PROOF_SENTENCES, ProofVerdict
from forenotice.entrypoints.cli.exits import ExitCode
from forenotice.entrypoints.cli.output import say

_STYLES = {ProofVerdict.HOLDS: "green", ProofVerdict.MISMATCH: "red"}


def show_proofs(proofs: Sequence[Examined]) -> None:
    """Each try's verdict, with the hashes that it rests on."""
    if not proofs:
        say("Nothing was handed over yet, so there is nothing to prove.")
    for proof in proofs:
        sentence = PROOF_SENTENCES[proof.verdict]
        say(f"Proof of try {proof.number}: {sentence}", _STYLES.get(proof.verdict, "yellow"))
        if proof.kept_sha256:
            say(f"handed over  SHA-256 {proof.kept_sha256}", "dim", indent=2)
        if proof.made_sha256 and proof.made_sha256 != proof.kept_sha256:
            say(f"made now     SHA-256 {proof.made_sha256}", "dim", indent=2)
        if proof.verdict is ProofVerdict.OTHER_RENDERER:
            say(f"made by      {proof.renderer}", "dim", indent=2)
        if proof.detail:
            say(f"it fails at  {proof.detail}", "dim", indent=2)


def proof_code(proofs: Sequence[Examined]) -> ExitCode:
    """The exit code: something was altered, or not everything could be compared, or every proof holds."""
    verdicts = {proof.verdict for proof in proofs}
    if ProofVerdict.MISMATCH in verdicts:
        return ExitCode.REFUSED
    return ExitCode.DONE if verdicts == {ProofVerdict.HOLDS} else ExitCode.IN_PART
