"""`forenotice init`: five questions, from which come a settings file and a blueprint to begin with."""
