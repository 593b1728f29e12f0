"""`forenotice demo`: a made-up society, walked through 35 days on a virtual clock, into a test mailbox."""
