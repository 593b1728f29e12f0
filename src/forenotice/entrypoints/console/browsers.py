"""What browser somebody has, and on what device, from the line with which it presents itself."""

# Each line names those that came before it, for the sake of old sites: so the last ones are asked for first.
_BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_DEVICES = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "CrOS": "Chromebook",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def browser_name(presented: str) -> str:
    """``Firefox, Windows``; what we do not know, as it stands there, and as long as anybody reads it."""
    known = [
        next((name for sign, name in names.items() if sign in presented), "")
        for names in (_BROWSERS, _DEVICES)
    ]
    return ", ".join(known) if all(known) else presented[:80]
