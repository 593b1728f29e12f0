"""The sections of a blueprint, a file for each: what it declares, how it is read, how it is written back."""
