"""The words: what an owner wrote, made true for one member at one moment.

In: a plain `Facts` value, filled by the dispatcher, a preview or a test send; texts of owners.
Out: a finished `kernel.Message`, with warnings about what it had no words for.
Owns: Message, MessageRevision, MessageText.
"""
