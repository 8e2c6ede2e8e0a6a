"""A browser without scripts, pictures or patience: follows links and fills forms, keeps cookies, nothing more."""

import http.cookiejar
import urllib.parse
import urllib.request
from html.parser import HTMLParser


class Form:
    """A form as it came: where it goes, and what its fields hold."""

    def __init__(self, action: str) -> None:
        self.action = action
        self.values: list[tuple[str, str]] = []
        self.buttons: list[tuple[str, str, str]] = []
        """Name, value and own address of each button."""


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._textarea: str | None = None
        self._select: str | None = None
        self._words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(found.get("action", ""))
            self.forms.append(self._open)
        if self._open is None:
            return
        name = found.get("name", "")
        if tag == "input" and name:
            kind = found.get("type", "text")
            if kind in {"radio", "checkbox"} and "checked" not in found:
                return
            if kind != "submit":
                self._open.values.append((name, found.get("value", "")))
        elif tag == "textarea":
            self._textarea, self._words = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in found:
            self._open.values.append((self._select, found.get("value", "")))
        elif tag == "button":
            self._open.buttons.append((name, found.get("value", ""), found.get("formaction", "")))

    def handle_data(self, data: str) -> None:
        if self._textarea is not None:
            self._words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._open is not None and self._textarea is not None:
            self._open.values.append((self._textarea, self._words.removeprefix("\n")))
            self._textarea = None
        elif tag == "select":
            self._select = None
        elif tag == "form":
            self._open = None


class _From(urllib.request.HTTPHandler):
    """Connects from one of this machine's own addresses."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source

    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(http.client.HTTPConnection, request, source_address=(self.source, 0))  # type: ignore[return-value]


class Walker:
    """One person with a very old browser, at an address of this machine (`source`) where one is named."""

    def __init__(self, address: str, *, timeout_s: float = 10, source: str = "") -> None:
        self.base = address
        self.timeout_s = timeout_s
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(cookies, *([_From(source)] if source else []))
        self.url = address
        self.html = ""

    def get(self, address: str) -> str:
        return self._ask(address, None)

    def form_with(self, field: str) -> Form:
        """The first form of the page that has the field."""
        reader = _Forms()
        reader.feed(self.html)
        for form in reader.forms:
            names = {name for name, _value in form.values} | {name for name, _value, _address in form.buttons}
            if field in names:
                return form
        raise LookupError(f"no form with {field!r} at {self.url}")

    def form_to(self, ending: str) -> Form:
        """The first form of the page that goes to an address with this ending."""
        reader = _Forms()
        reader.feed(self.html)
        for form in reader.forms:
            if form.action.split("?")[0].endswith(ending):
                return form
        raise LookupError(f"no form to {ending!r} at {self.url}")

    def send(self, form: Form, **values: str | list[str]) -> str:
        """Send a form with some of its fields filled in anew."""
        kept = [(name, value) for name, value in form.values if name not in values]
        for name, value in values.items():
            kept.extend((name, item) for item in (value if isinstance(value, list) else [value]))
        body = urllib.parse.urlencode(kept).encode()
        return self._ask(form.action or self.url, body)

    def _ask(self, address: str, body: bytes | None) -> str:
        request = urllib.request.Request(urllib.parse.urljoin(self.url, address), data=body)
        if body is not None:
            request.add_header("Origin", self.base)
            request.add_header("Referer", self.url)
        with self._opener.open(request, timeout=self.timeout_s) as answer:
            self.url = answer.geturl()
            self.html = answer.read().decode()
        return self.html
