"""Hash passwords with as little work as argon2 allows: nobody attacks those of a test.

It is slow on purpose, and every person of a test who signs in has a password. The algorithm stays the same.
"""


def make_hashing_cheap() -> None:
    """Let argon2 do one pass over the smallest memory, in this process."""
    # Django must stand ready before its parts can be imported, and this file is read earlier.
    from django.contrib.auth.hashers import Argon2PasswordHasher

    Argon2PasswordHasher.time_cost = 1
    Argon2PasswordHasher.parallelism = 1
    Argon2PasswordHasher.memory_cost = 8
