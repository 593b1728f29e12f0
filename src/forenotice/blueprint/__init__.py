"""A whole configuration as one TOML file: apply it, write it back, show the difference.

In: a blueprint, and secrets by reference to the environment or a file.
Out: organization, products, messages, channels and rules as declared; never a secret.
Owns no rows.
"""
