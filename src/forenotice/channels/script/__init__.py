"""Ways out to programs on this computer: a script that is run once for each payload.

In: payloads, as JSON on standard input. Out: receipts, by the exit status.
Owns no rows. Runs nothing but files in one folder, which only the operator can write to.
"""
