"""What every adapter of a kind must do, written once and inherited by the tests of each."""
