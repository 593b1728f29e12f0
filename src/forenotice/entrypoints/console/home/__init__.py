"""The start page: is it working, what leaves, what left, what needs the owner, and the money ahead."""
