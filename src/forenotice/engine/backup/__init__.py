"""The whole of an instance as one file, and back again.

In: the database, and the keys if somebody asks for them.
Out: a file that is checked before anything is touched.
Owns: nothing.
"""
