"""Every smart tag and every sample member is explained in each language that an owner reads."""

from forenotice.composer.meanings import meaning_of, meaning_of_sample
from forenotice.composer.samples import SAMPLES
from forenotice.composer.smarttags import SMART_TAGS


def test_everything_is_explained_in_french() -> None:
    for tag in SMART_TAGS.values():
        assert meaning_of(tag, "fr-CA") != tag.meaning, tag.name
        assert meaning_of(tag, "en") == meaning_of(tag, "de") == tag.meaning
    for sample in SAMPLES.values():
        assert meaning_of_sample(sample, "fr") != sample.meaning, sample.name
