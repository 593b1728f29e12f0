"""`python -m forenotice` is `forenotice`."""

from forenotice.entrypoints.cli import main

main()
