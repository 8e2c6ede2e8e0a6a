"""E-mail addresses, links, and names on social networks."""

import re

from openward.methods.identifiers.passages import Identifier, Kind
from openward.methods.identifiers.tokens import Words

_EMAIL_BEFORE = re.compile(r"[\w.%+'-]{1,64}\Z")
_EMAIL_AFTER = re.compile(r"[^\W_][\w-]{0,62}(?:\.[\w-]{1,63}){0,7}\.[^\W\d_]{2,24}(?![\w@])")
_HANDLE = re.compile(r"@[A-Za-z_][\w.]{1,30}")
_WEB = re.compile(r"[hHwW](?:ttps?://|TTPS?://|ww\.|WW\.)[^\s<>\"'）)]{2,300}")
_DOMAIN = re.compile(
    r"\.(?:com|org|net|info|io|me|co\.uk|org\.uk|nhs\.uk|ac\.uk|gov\.uk|uk|ie|co\.nz|nz|com\.au|au|ca|cn|eu|de|fr)"
    r"(?![\w@-]|\.\w)(?:/[^\s<>\"')]{0,200})?"
)
_DOMAIN_BEFORE = re.compile(r"(?<![\w.@/-])[A-Za-z0-9][\w-]{1,62}(?:\.[\w-]{1,63}){0,3}\Z")
_ACCOUNT = re.compile(
    r"(?: (?:account|handle|name|username|id|user|page|profile))?(?: is| was)?(?: ?[:=]| -| at| as| under)? ?"
    r"@?(?P<name>(?=[\w.]{0,29}[0-9_.])[A-Za-z0-9_][\w.]{2,29}(?<!\.))(?![\w@])"
)
_REDDIT = re.compile(r"(?<![\w/])/?u/[\w-]{3,20}(?![\w/])")

_LOOK_BACK = 64


def links_in(text: str) -> list[Identifier]:
    """Every e-mail address, link and handle of a plain text; they may overlap. Raises nothing.

    Source: RFC 5321 and RFC 3986, in the forms that people use.

    >>> [one.kind.value for one in links_in("jo@example.org, example.org/a, @jo_b")]
    ['email', 'handle', 'link']
    """
    found: list[Identifier] = []
    if "@" in text:
        found += _at_signs(text)
    if "." in text:
        found += _web(text)
    if "u/" in text:
        found += [_handle(match.start(), match.end()) for match in _REDDIT.finditer(text)]
    return found


def account_at(read: Words, index: int) -> Identifier | None:
    """The name that follows "Instagram" or another network at word `index`, if it looks like one. Raises nothing.

    >>> from openward.methods.identifiers.tokens import words_of
    >>> account_at(words_of("my insta is jo_b99"), 1).start
    12
    """
    match = _ACCOUNT.match(read.text, read.end(index))
    return None if match is None else _handle(match.start("name"), match.end("name"))


def _handle(start: int, end: int) -> Identifier:
    return Identifier(Kind.HANDLE, start, end, "handle_is_your_account", 0.85, "an account")


def _at_signs(text: str) -> list[Identifier]:
    found = []
    at = text.find("@")
    while at >= 0:
        before = _EMAIL_BEFORE.search(text, max(at - _LOOK_BACK, 0), at)
        after = _EMAIL_AFTER.match(text, at + 1)
        name = before.group().lstrip(".'-%+") if before else ""
        if name and after is not None:
            start = at - len(name)
            found.append(Identifier(Kind.EMAIL, start, after.end(), "email_reaches_you", 0.98, "an e-mail address"))
        elif not name and text[at - 1 : at] != "@":
            match = _HANDLE.match(text, at)
            if match is not None:
                found.append(_handle(at, match.start() + len(match.group().rstrip("."))))
        at = text.find("@", at + 1)
    return found


def _web(text: str) -> list[Identifier]:
    found = []
    for match in _WEB.finditer(text) if "://" in text or "www." in text or "WWW." in text else ():
        end = match.start() + len(match.group().rstrip(".,;:!?"))
        found.append(Identifier(Kind.LINK, match.start(), end, "link_leads_to_you", 0.95, "a web page"))
    for match in _DOMAIN.finditer(text):
        before = _DOMAIN_BEFORE.search(text, max(match.start() - _LOOK_BACK, 0), match.start())
        if before is not None and not before.group().isdigit():
            end = match.start() + len(match.group().rstrip(".,;:!?"))
            found.append(Identifier(Kind.LINK, before.start(), end, "link_leads_to_you", 0.85, "a web page"))
    return found
