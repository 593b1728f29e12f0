"""The whole service under any sequence of events, watched by a model that shares none of its thoughts."""
