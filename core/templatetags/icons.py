"""The product's own line icons, drawn inline: `{% icon "calendar" %}`.

Only shapes live here; what an icon means in the field is decided by the page or by `ui`.
"""

from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# Paths on a 20 × 20 grid. Lines take the text's colour; a path beginning with "!" is filled instead.
SHAPES: dict[str, tuple[str, ...]] = {
    "home": ("M3 9.5 10 3.5l7 6V17h-5v-4.5H8V17H3z",),
    "table": (
        "M10 6.2a3.8 3.8 0 1 1 0 7.6 3.8 3.8 0 0 1 0-7.6z",
        "M6.6 3.6a7.3 7.3 0 0 1 6.8 0M16.9 11.1a7.3 7.3 0 0 1-3.4 5.2M3.1 11.1a7.3 7.3 0 0 0 3.4 5.2",
    ),
    "people": (
        "M7.5 9.2a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM2.2 16.5a5.3 5.3 0 0 1 10.6 0",
        "M13 4.1a2.6 2.6 0 0 1 0 4.9M14.6 11.8a5.2 5.2 0 0 1 3.2 4.7",
    ),
    "person": ("M10 9.4a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM4 17a6 6 0 0 1 12 0",),
    "commitment": ("M4 3.5h12v13H4z", "m7 10 2.2 2.2L13.2 8"),
    "agreement": ("M3.5 4h13v9h-6L7 16.3V13H3.5z", "M6.8 7.2h6.4M6.8 9.8h4.2"),
    "jobs": (
        "M10 7.3a2.7 2.7 0 1 1 0 5.4 2.7 2.7 0 0 1 0-5.4z",
        "M10 2.5v2.6M10 14.9v2.6M2.5 10h2.6M14.9 10h2.6M4.7 4.7l1.8 1.8M13.5 13.5l1.8 1.8M4.7 15.3l1.8-1.8M13.5 6.5l1.8-1.8",
    ),
    "calendar": ("M3.5 5h13v11.5h-13zM3.5 8.6h13M7 3v3.4M13 3v3.4",),
    "clock": ("M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14z", "M10 6.2V10l2.6 1.8"),
    "file": ("M5 2.8h6.5L15.5 7v10.2H5z", "M11.2 3v4.2h4.2"),
    "camera": ("M3 6.2h3.2l1.4-2h4.8l1.4 2H17v10H3z", "M10 8.2a2.9 2.9 0 1 1 0 5.8 2.9 2.9 0 0 1 0-5.8z"),
    "upload": ("M10 13.2V3.8M6.2 7.2 10 3.5l3.8 3.7M3.5 13v3.5h13V13",),
    "download": ("M10 3.5v9.4M6.2 9.3 10 13l3.8-3.7M3.5 13v3.5h13V13",),
    "plus": ("M10 4v12M4 10h12",),
    "minus": ("M4 10h12",),
    "check": ("m4 10.6 4 4L16 6",),
    "cross": ("M5 5l10 10M15 5 5 15",),
    "arrow-right": ("M3.5 10h12.3M11.2 5.4l4.6 4.6-4.6 4.6",),
    "chevron-down": ("m5 7.5 5 5 5-5",),
    "chevron-right": ("m7.5 5 5 5-5 5",),
    "chevron-left": ("m12.5 5-5 5 5 5",),
    "alert": ("M10 3 17.8 16.6H2.2z", "M10 8v4M10 14.2v.2"),
    "info": ("M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14z", "M10 9.2v4.4M10 6.4v.2"),
    "question": ("M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14z", "M8 8.1a2.1 2.1 0 1 1 2.9 1.9c-.6.3-.9.7-.9 1.4M10 13.6v.2"),
    "search": ("M9 3.6a5.2 5.2 0 1 1 0 10.4A5.2 5.2 0 0 1 9 3.6zM12.9 12.7l4 3.9",),
    "filter": ("M3 4.5h14l-5.4 6.4v5.2L8.4 14v-3.1z",),
    "sort": ("M6.5 4v12M3.6 13.2 6.5 16l2.9-2.8M13.5 16V4M10.6 6.8 13.5 4l2.9 2.8",),
    "share": (
        "M15 7.2a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM5 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM15 16.8a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
        "m6.8 9.1 6.4-3M6.8 10.9l6.4 3",
    ),
    "external": ("M8 4H4v12h12v-4M11.5 3.8h4.7v4.7M16 4l-7 7",),
    "link": ("M8.4 11.6a3 3 0 0 0 4.2 0l2.8-2.8a3 3 0 0 0-4.2-4.2l-.9.9M11.6 8.4a3 3 0 0 0-4.2 0l-2.8 2.8a3 3 0 0 0 4.2 4.2l.9-.9",),
    "lock": ("M4.5 9h11v8h-11z", "M7 9V6.5a3 3 0 0 1 6 0V9"),
    "key": ("M7 8.2a3.3 3.3 0 1 1 0 6.6 3.3 3.3 0 0 1 0-6.6zM9.5 9.2 16 3.4M13 6.2l2.2 2.2",),
    "logout": ("M11.5 6.5V3.5H4v13h7.5v-3M8 10h8.8M13.7 6.8 17 10l-3.3 3.2",),
    "globe": (
        "M10 3a7 7 0 1 1 0 14 7 7 0 0 1 0-14z",
        "M3 10h14M10 3c2.4 2.2 3.4 4.5 3.4 7s-1 4.8-3.4 7c-2.4-2.2-3.4-4.5-3.4-7s1-4.8 3.4-7z",
    ),
    "mail": ("M3 5h14v10.5H3z", "m3.4 5.6 6.6 5.4 6.6-5.4"),
    "pin": ("M10 17.5s-5.5-4.7-5.5-9a5.5 5.5 0 0 1 11 0c0 4.3-5.5 9-5.5 9z", "M10 6.5a2 2 0 1 1 0 4 2 2 0 0 1 0-4z"),
    "edit": ("M4 16h3l9-9-3-3-9 9zM11.2 5.8l3 3",),
    "history": ("M3.3 8.2A7 7 0 1 1 3 10.6M3 4.5v3.9h3.9", "M10 6.6V10l2.4 1.7"),
    "money": ("M2.8 5.5h14.4v9H2.8z", "M10 7.7a2.3 2.3 0 1 1 0 4.6 2.3 2.3 0 0 1 0-4.6zM5.3 10h.2M14.5 10h.2"),
    "print": ("M6 7.5V3h8v4.5M6 14H3V7.5h14V14h-3", "M6 11.5h8V17H6z"),
    "building": ("M4 17V3.5h8V17M12 8h4v9M2.5 17h15M6.8 6.5h2.4M6.8 9.5h2.4M6.8 12.5h2.4",),
    "trash": ("M4 6h12M8 6V3.8h4V6M5.5 6l.7 11h7.6l.7-11",),
    "undo": ("M4 7.5h8a4 4 0 0 1 0 8H7M7 4.3 3.8 7.5 7 10.7",),
    "list": ("M7.5 5.5H17M7.5 10H17M7.5 14.5H17M3.5 5.5h.3M3.5 10h.3M3.5 14.5h.3",),
    "board": ("M3 3.5h3.8v13H3zM8.1 3.5h3.8v9H8.1zM13.2 3.5H17v6h-3.8z",),
    "code": ("m6.5 5.5-4 4.5 4 4.5M13.5 5.5l4 4.5-4 4.5",),
    # States of a milestone: four outlines that differ without colour.
    "met": ("!M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15zm4.3 4.6L8.9 12.4 6.3 9.8 5 11.1l3.9 3.9 6.7-6.6z",),
    "missing": ("M10 3.4a6.6 6.6 0 1 1 0 13.2 6.6 6.6 0 0 1 0-13.2z",),
    "overridden": ("!M10 1.8 18.2 10 10 18.2 1.8 10zM9.1 5.8v5.2h1.8V5.8zm0 6.6v1.8h1.8v-1.8z",),
    "not-applicable": ("M4.5 10h11",),
    # Sectors of an actor: one shape each.
    "sector-public": ("!M4 4h12v12H4z",),
    "sector-civil": ("!M10 3.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13z",),
    "sector-market": ("!M10 3 17.5 16.5h-15z",),
    "sector-mixed": ("!M10 2.5 17.5 10 10 17.5 2.5 10z",),
    "sector-international": ("!M6.5 3.5h7l3.5 6.5-3.5 6.5h-7L3 10z",),
    "sector-unknown": ("M4.5 4.5h11v11h-11z",),
}  # fmt: skip


@lru_cache(maxsize=1024)
def draw(name: str, css: str = "", label: str = "") -> SafeString:
    """SVG of one icon; raises KeyError for a name that is not in the set, so that a typo is seen at once."""
    parts = []
    for path in SHAPES[name]:
        if path.startswith("!"):
            parts.append(f'<path class="fill" d="{path[1:]}"/>')
        else:
            parts.append(f'<path d="{path}"/>')
    classes = f"icon {css}".strip()
    if label:
        head = format_html('<svg class="{}" viewBox="0 0 20 20" role="img" aria-label="{}">', classes, label)
    else:
        head = format_html(
            '<svg class="{}" viewBox="0 0 20 20" aria-hidden="true" focusable="false">', classes
        )
    return mark_safe(f"{head}{''.join(parts)}</svg>")


@register.simple_tag
def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """Draws one icon. Without `label` it is decoration and hidden from screen readers."""
    return draw(name, css, label)
