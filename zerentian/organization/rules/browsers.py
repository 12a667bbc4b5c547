"""What a browser is called in the list of sittings: enough for its owner to know it again, and no more is kept."""

# Looked for in this order: most browsers also name those they descend from.
BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("QQBrowser", "QQ"),
    ("Quark", "Quark"),
    ("UBrowser", "UC"),
    ("HuaweiBrowser", "Huawei"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def browser_of(agent: str) -> str:
    """Return the name of a browser and its system from the User-Agent header; empty when neither is known."""
    found = (next((name for sign, name in known if sign in agent), "") for known in (BROWSERS, SYSTEMS))
    return " · ".join(name for name in found if name)
