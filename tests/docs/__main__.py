"""Write the generated parts of the documentation anew and say which pages changed."""

import sys

from tests.docs.generated import PARTS
from tests.docs.pages import ROOT, pages, rewrite

wanted = {name: write() for name, write in PARTS.items()}
for page in pages():
    if rewrite(page, wanted):
        sys.stdout.write(f"{page.relative_to(ROOT)} was written anew\n")
