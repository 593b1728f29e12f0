"""The Zapier app tried on a real Forenotice: `python -m tests.zapier`, or `make test-zapier`."""
