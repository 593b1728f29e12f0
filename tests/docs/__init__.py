"""Tests that the documentation says what the code does; `python -m tests.docs` writes its generated parts."""
