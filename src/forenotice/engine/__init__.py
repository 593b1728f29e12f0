"""The pulse: one run of all stations with one clock reading, and who beats it.

In: the time, and leave to speak from this host.
Out: what each station did; word to the owner when something needs them.
Owns: Host, OwnerWord.
"""
