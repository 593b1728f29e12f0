"""Whatever an owner may write, a member may be called, or a source may tell: made up in great numbers."""
