"""Mail that comes back: bounces and complaints.

In: raw mail, from a mailbox that is read by IMAP or from a pipe.
Out: news of the messages that it is about, or why it tells of none.
"""
