"""One file for each kind of row that programs read and write."""
