"""The doors: command line now, console, portal and interfaces later.

In: what a person or a program asks.
Out: answers in words, tables or JSON, and exit codes.
No thinking here; it reads the clock and calls the rooms. Owns no rows.
"""
