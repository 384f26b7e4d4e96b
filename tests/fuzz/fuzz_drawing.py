"""Part of the route fuzzer: requests drawn from address rules, and from forms and links seen."""

import html
import random
import re
from collections import deque
from contextlib import suppress
from dataclasses import replace
from urllib.parse import parse_qsl, unquote, urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from tests.fuzz.fuzz_pages import Form, PageForms
from tests.fuzz.fuzz_roles import VISITORS, Visitor
from tests.fuzz.fuzz_values import FuzzRequest, Values, encode, encode_path

_PARAMETER = re.compile(r"<(?:\w+(?:\([^>]*\))?:)?(\w+)>")
_TOKEN = "csrf_token"
_FORMS_PER_ROLE, _LINKS_PER_ROLE = 400, 400
_SEEDS = ("/", "/can-bo", "/chuong-trinh", "/tra-cuu?q=lang+son", "/tai-khoan", "/may", "/tro-giup")


class RequestSource:
    """Draws requests, and learns from every page."""

    def __init__(self, app: Flask, chance: random.Random, known_values: dict[str, str]) -> None:
        self.app, self.chance, self.values = app, chance, Values(chance)
        self.rules = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))
        self.forms = {role: deque(maxlen=_FORMS_PER_ROLE) for role in VISITORS}
        self.links = {role: deque(_SEEDS, maxlen=_LINKS_PER_ROLE) for role in VISITORS}
        self.tokens: dict[str, str] = {}
        for name, value in known_values.items():
            self.values.remember(name, value)

    def draw(self, visitor: Visitor) -> FuzzRequest:
        """Return the next request of a role."""
        die = self.chance.random()
        if die < 0.2:
            address = urlsplit(self.chance.choice(self.links[visitor.role]))
            return FuzzRequest("GET", address.path or "/", address.query)
        if die < 0.55:
            role = visitor.role if die < 0.45 else self.chance.choice(VISITORS)
            if self.forms[role]:
                return self._submit(visitor, self.chance.choice(self.forms[role]))
        return self._visit_rule(visitor, self.chance.choice(self.rules))

    def _submit(self, visitor: Visitor, form: Form) -> FuzzRequest:
        """Return a form with some of its values changed or dropped; often only a few."""
        pairs, unchanged = [], self.chance.choice((0.5, 0.8, 0.95))
        for name, value in form.pairs:
            die = self.chance.random()
            if name == _TOKEN or die < unchanged:
                pairs.append((name, value))
            elif die < 0.97:
                pairs.append((name, self.values.draw(name)))
        address = urlsplit(form.action)
        pairs = self._with_token(visitor, pairs)
        if form.method == "GET":
            return FuzzRequest("GET", address.path, encode(pairs))
        body, content_type, headers = self.values.body(pairs, form.files)
        return FuzzRequest("POST", address.path, address.query, body, content_type, headers)

    def _visit_rule(self, visitor: Visitor, rule: Rule) -> FuzzRequest:
        """Return a request to a rule with any values in its path, query and body."""
        path = _PARAMETER.sub(lambda name: encode_path(self.values.draw(name[1])), rule.rule)
        path = path.replace("%2F", "/") if self.chance.random() < 0.3 else path
        method = self.values.method(rule.methods)
        names = self.chance.sample(self.values.names, 3)
        request = FuzzRequest(method, path, encode(self.values.pairs(names)))
        token = f"Bearer {visitor.token or 'x'}"
        if method in ("GET", "HEAD", "OPTIONS", "TRACE"):
            headers = (("Authorization", token), *self.values.headers())
            return replace(request, headers=headers)
        if rule.rule.startswith("/api/"):
            body = self.values.json_body(self.values.events())
            headers = (("Authorization", token), *self.values.headers())
            return replace(request, body=body, content_type="application/json", headers=headers)
        pairs = self._with_token(visitor, self.values.pairs(names))
        body, content_type, headers = self.values.body(pairs, [])
        if self.chance.random() < 0.1 and self.tokens.get(visitor.role):
            headers = (*headers, ("X-CSRFToken", self.tokens[visitor.role]))
        return replace(request, body=body, content_type=content_type, headers=headers)

    def _with_token(self, visitor: Visitor, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return the pairs with the visitor's own token, rarely without any."""
        own_pairs = [pair for pair in pairs if pair[0] != _TOKEN]
        token = self.tokens.get(visitor.role)
        return [(_TOKEN, token), *own_pairs] if token and self.chance.random() < 0.95 else own_pairs

    def learn(self, visitor: Visitor, text: str) -> None:
        """Keep forms, links, tokens and the values in them."""
        page = PageForms(text)
        for form in page.forms:
            form.action = form.action or "/"
            self.forms[visitor.role].append(form)
            for name, value in form.pairs:
                if name == _TOKEN:
                    self.tokens[visitor.role] = value
                self.values.remember(name, value)
        for link in page.links:
            address = urlsplit(html.unescape(link))
            if address.netloc or not address.path.startswith("/") or "/static/" in address.path:
                continue
            if self.chance.random() < 0.2:
                self.links[visitor.role].append(link)
            self._learn_address(address.path, address.query)

    def _learn_address(self, path: str, query: str) -> None:
        with suppress(HTTPException):
            values = self.app.url_map.bind("localhost").match(unquote(path), method="GET")[1]
            for name, value in values.items():
                self.values.remember(name, str(value))
        for name, value in parse_qsl(query):
            self.values.remember(name, value)
