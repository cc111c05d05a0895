"""Kept's own icons, as the content of an SVG.

Icons and promise marks are strokes on a 24 × 24 field. Status marks are filled shapes on a 16 × 16 field, each with an
outline of its own, so that statuses differ without colour.
"""

ICONS: dict[str, str] = {
    "account": '<circle cx="12" cy="8.5" r="3.75"/><path d="M4.5 20c.8-4 3.7-6 7.5-6s6.7 2 7.5 6"/>',
    "alert": '<path d="M12 4 2.8 19.5h18.4z"/><path d="M12 10v4.5m0 2.4v.1"/>',
    "arrow-left": '<path d="M20 12H4.5m6-6-6 6 6 6"/>',
    "arrow-right": '<path d="M4 12h15.5m-6-6 6 6-6 6"/>',
    "bag": '<path d="M5.5 8.5h13l1 12h-15z"/><path d="M8.5 11V7.5a3.5 3.5 0 0 1 7 0V11"/>',
    "bank": '<path d="M3.5 9.5 12 4l8.5 5.5z"/><path d="M6 12.5v5m4-5v5m4-5v5m4-5v5M4 20.5h16"/>',
    "basket": '<path d="M3 10h18l-2 10H5zM8 10l3-6m5 6-3-6M9.5 13.5v3m5-3v3"/>',
    "bell": '<path d="M6 16.5c1-1.5 1-3 1-6a5 5 0 0 1 10 0c0 3 0 4.5 1 6zM10 19.5c.6 1 3.4 1 4 0"/>',
    "board": '<rect x="3.5" y="4.5" width="4.8" height="15" rx="1"/><rect x="9.8" y="4.5" width="4.8" '
    'height="10" rx="1"/><rect x="16" y="4.5" width="4.5" height="6" rx="1"/>',
    "box": '<path d="m12 3.5 8 4v9l-8 4-8-4v-9z"/><path d="m4 7.5 8 4 8-4M12 11.5v9M8 5.5l8 4"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="15" rx="2"/><path d="M4 10h16M8.5 3.5v4m7-4v4"/>',
    "camera": '<path d="M3.5 8h4l1.5-2.5h6L16.5 8h4v11.5h-17z"/><circle cx="12" cy="13.5" r="3.25"/>',
    "card": '<rect x="3" y="5.5" width="18" height="13.5" rx="2"/><path d="M3 10h18M6.5 15.5H11"/>',
    "cash": '<rect x="3" y="6.5" width="18" height="11" rx="1.5"/><circle cx="12" cy="12" r="2.5"/>'
    '<path d="M6.2 9.5v.1m11.6 4.8v.1"/>',
    "check": '<path d="m4.5 12.5 5 5.5L20 6.5"/>',
    "chevron-down": '<path d="m6 9.5 6 6 6-6"/>',
    "chevron-right": '<path d="m9.5 6 6 6-6 6"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2.5"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "command": '<path d="m5 8 4 4-4 4m7 0h7"/>',
    "copy": '<rect x="8.5" y="8.5" width="11.5" height="12" rx="1.5"/><path d="M15.5 8.5v-5H4v12h4.5"/>',
    "customers": '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 19.5c.6-3.7 3-5.5 6.5-5.5s5.9 1.8 6.5 5.5M15.5 '
    '5.2a3.5 3.5 0 0 1 0 6.6m2.6 2.6c1.8.9 2.9 2.6 3.4 5.1"/>',
    "download": '<path d="M12 4v11.5m-5-5 5 5 5-5M4.5 20h15"/>',
    "edit": '<path d="m14.5 5.5 4 4L8.5 19.5l-5 1 1-5zM12.5 7.5l4 4"/>',
    "eye": '<path d="M2.5 12c2.5-4.3 5.6-6.5 9.5-6.5s7 2.2 9.5 6.5c-2.5 4.3-5.6 6.5-9.5 6.5S5 16.3 2.5 12z"/>'
    '<circle cx="12" cy="12" r="3"/>',
    "filter": '<path d="M3.5 6.5h17M7 12h10m-7 5.5h4"/>',
    "gift": '<path d="M4.5 11.5h15v9h-15zM3.5 8h17v3.5h-17zM12 8v12.5M12 8C9 8 7.2 6.7 7.2 5.2S10.5 3 12 8c1.5-5 '
    '4.8-4.3 4.8-2.8S15 8 12 8z"/>',
    "globe": '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c5 5 5 12 0 17-5-5-5-12 0-17z"/>',
    "home": '<path d="M3.5 11.5 12 4l8.5 7.5M6 9.5v11h12v-11M10 20.5v-6h4v6"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11.5v5m0-8.6v.1"/>',
    "key": '<circle cx="7.5" cy="15.5" r="4"/><path d="m10.5 12.5 9-8.5m-4 4 3 3"/>',
    "leaf": '<path d="M5 19c-1-9 4-14 15-14.5C20.5 15.5 15 20 7 17.5"/><path d="M4 20.5c2-5 5-8 9.5-10"/>',
    "link": '<path d="M10 14a4 4 0 0 0 5.7 0l3.6-3.6a4 4 0 0 0-5.7-5.7L12 6.3m2 3.7a4 4 0 0 0-5.7 0l-3.6 3.6a4 4 0 0 '
    '0 5.7 5.7l1.6-1.6"/>',
    "logout": '<path d="M10 4H5v16h5M10 12h10m-4-4 4 4-4 4"/>',
    "mail": '<rect x="3" y="5.5" width="18" height="13.5" rx="1.5"/><path d="m3.5 7 8.5 7 8.5-7"/>',
    "message": '<path d="M4 5h16v11.5h-9L6 20.5v-4H4z"/><path d="M8 9.5h8M8 12.5h5"/>',
    "minus": '<path d="M5 12h14"/>',
    "moon": '<path d="M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z"/>',
    "more": '<path d="M5.5 12h.01M12 12h.01M18.5 12h.01" stroke-width="2.8"/>',
    "note": '<path d="M5 3.5h14v12l-5 5H5z"/><path d="M19 15.5h-5v5M8.5 8.5h7M8.5 12.5h4"/>',
    "pause": '<path d="M8.5 5.5v13m7-13v13"/>',
    "phone": '<path d="M5 4h4l1.7 4.5L8.3 10a12.5 12.5 0 0 0 5.7 5.7l1.5-2.4L20 15v4c0 .8-.7 1.5-1.5 1.5C10.5 20.5 '
    '3.5 13.5 3.5 5.5 3.5 4.7 4.2 4 5 4z"/>',
    "pin": '<path d="M12 21c-4.5-5-7-8.3-7-11.2a7 7 0 0 1 14 0C19 12.7 16.5 16 12 21z"/><circle cx="12" cy="9.8" r="2.5"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "print": '<path d="M7 9V3.5h10V9M7 17H3.5V9h17v8H17"/><path d="M7 13.5h10v7H7zM17 11.5h.01"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "settings": '<path d="M4 7h9m5 0h2M4 17h2m5 0h9"/><circle cx="15.5" cy="7" r="2.5"/><circle cx="8.5" cy="17" r="2.5"/>',
    "spark": '<path d="M12 3.5c.6 5.3 3.2 7.9 8.5 8.5-5.3.6-7.9 3.2-8.5 8.5-.6-5.3-3.2-7.9-8.5-8.5 5.3-.6 '
    '7.9-3.2 8.5-8.5z"/>',
    "star": '<path d="m12 3.5 2.6 5.6 6.1.7-4.5 4.1 1.2 6-5.4-3-5.4 3 1.2-6-4.5-4.1 6.1-.7z"/>',
    "stock": '<path d="M3.5 9.5h17m-17 11h17M5 4h5.5v5.5H5zm9 15.5v-5h5v5m-13.5 0V13H11v6.5"/>',
    "store": '<path d="M4.5 4.5h15l1.5 5a3 3 0 0 1-6 0 3 3 0 0 1-6 0 3 3 0 0 1-6 0zM5 12.5v8h14v-8"/><path d="M10 20.5v-5h4v5"/>',
    "sun": '<circle cx="12" cy="12" r="4"/><path d="M12 2.5v2m0 15v2m9.5-9.5h-2m-15 0h-2m16.2-6.7-1.4 1.4M6.7 17.3l-1.4 '
    '1.4m13.4 0-1.4-1.4M6.7 6.7 5.3 5.3"/>',
    "tag": '<path d="M3.5 4h8.3l8.7 8.7-7.8 7.8L4 11.8z"/><path d="M8 8.2h.01" stroke-width="2.6"/>',
    "ticket": '<path d="M5.5 3.5h13v17l-2.2-1.6-2.1 1.6-2.2-1.6-2.2 1.6-2.1-1.6-2.2 1.6z"/><path d="M9 8.5h6m-6 4h6"/>',
    "trash": '<path d="M4 6.5h16M9 6.5v-3h6v3M6 6.5l1 14h10l1-14M10 10.5v6m4-6v6"/>',
    "truck": '<path d="M2.5 6h11.5v11H2.5zM14 9.5h4l3.5 3.5v4H14z"/><circle cx="7" cy="18" r="2"/><circle cx="17.5" cy="18" r="2"/>',
    "undo": '<path d="M4 9.5h10a5.5 5.5 0 0 1 0 11H8.5M8.5 5 4 9.5 8.5 14"/>',
}

STATUS_MARKS: dict[str, str] = {
    # a ring not yet closed: nothing agreed
    "pending": '<path d="M8 1a7 7 0 0 1 4.95 2.05L11.5 4.5A5 5 0 0 0 8 3zM14.2 4.8a7 7 0 0 1 .6 4.5l-2-.4a5 5 0 0 0-.4-3.2z'
    "M13.9 11.8A7 7 0 0 1 10 14.7l-.6-1.9a5 5 0 0 0 2.8-2zM8 15a7 7 0 0 1-4.95-2.05L4.5 11.5A5 5 0 0 0 8 13z"
    'M1.8 11.2a7 7 0 0 1-.6-4.5l2 .4a5 5 0 0 0 .4 3.2zM2.1 4.2A7 7 0 0 1 6 1.3l.6 1.9a5 5 0 0 0-2.8 2z"/>',
    # a letter in the tray
    "received": '<path fill-rule="evenodd" d="M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zm0 2a5 5 0 1 0 0 10A5 5 0 0 0 8 3zm0 2.5a2.5 2.5 0 '
    '1 1 0 5 2.5 2.5 0 0 1 0-5z"/>',
    # half full
    "preparing": '<path fill-rule="evenodd" d="M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zm0 2a5 5 0 0 1 0 10z"/>',
    # a bag with a handle, waiting on the counter
    "ready": '<path fill-rule="evenodd" d="M4.5 5a3.5 3.5 0 0 1 7 0H14l1 10H1L2 5zm2 0h3a1.5 1.5 0 0 0-3 0z"/>',
    # on its way
    "shipped": '<path d="M1 3h7l7 5-7 5H1l3-5z"/>',
    "done": '<path fill-rule="evenodd" d="M8 .5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15zM3.9 8.4l3 3.2 5.4-6-1.5-1.3-4 4.4-1.5-1.6z"/>',
    # a stop sign with a pause in it
    "on_hold": '<path fill-rule="evenodd" d="M5 .5h6L15.5 5v6L11 15.5H5L.5 11V5zM5 4.5v7h2v-7zm4 0v7h2v-7z"/>',
    "cancelled": '<path d="m3.3 1.5 4.7 4.7 4.7-4.7 1.8 1.8L9.8 8l4.7 4.7-1.8 1.8L8 9.8l-4.7 4.7-1.8-1.8L6.2 8 1.5 3.3z"/>',
}

PROMISE_MARKS: dict[str, str] = {
    "past": '<circle cx="12" cy="12" r="10" fill="currentColor"/><path d="m7.5 12.3 3.2 3.2 5.8-6.6" stroke="var(--sheet)"/>',
    "now": '<circle cx="12" cy="12" r="9"/><circle cx="12" cy="12" r="4.5" fill="currentColor" stroke="none"/>',
    "next": '<circle cx="12" cy="12" r="9" stroke-dasharray="3 4.07"/>',
    "broken": '<circle cx="12" cy="12" r="9"/><path d="M12 7v6m0 3.5v.1"/>',
}
