"""Write the generated parts of the documentation anew and say which pages changed."""

import os
import sys
import tempfile

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "forenotice.project.settings"
os.environ["FORENOTICE_HOME"] = tempfile.mkdtemp(prefix="forenotice-docs-")
django.setup()

# The parts ask the commands, and those can only be imported once Django stands.
from tests.docs.generated import PARTS  # noqa: E402
from tests.docs.pages import ROOT, pages, rewrite  # noqa: E402

wanted = {name: write() for name, write in PARTS.items()}
for page in pages():
    if rewrite(page, wanted):
        sys.stdout.write(f"{page.relative_to(ROOT)} was written anew\n")
