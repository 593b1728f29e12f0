"""A database as a source: one SELECT that only reads, the owner's own or one made for a WordPress plugin.

In: rows of MySQL, MariaDB, PostgreSQL or SQLite, by named columns.
Out: facts of subscriptions, and the rows that mean nothing certain.
"""
