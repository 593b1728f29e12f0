"""What every adapter of a kind must do, written once and inherited by the tests of each."""

import pytest

# It is no test file by its name, but its assertions should say as much when they fail.
pytest.register_assert_rewrite("forenotice.channels.contract_suite")
