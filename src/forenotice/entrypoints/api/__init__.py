"""The API for programs, under /api/v1: JSON in, JSON out, and problems in the words of RFC 9457."""
