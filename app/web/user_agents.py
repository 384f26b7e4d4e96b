"""Browser families, for users who review their sessions."""

_FAMILIES = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("coc_coc", "Cốc Cốc"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def family(agent: str) -> str:
    """Return the browser and system of a user agent: `Firefox, Windows`."""
    names = (_first(agent, _FAMILIES), _first(agent, _SYSTEMS))
    return ", ".join(name for name in names if name) or "trình duyệt lạ"


def _first(agent: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for token, name in names if token in agent), "")
