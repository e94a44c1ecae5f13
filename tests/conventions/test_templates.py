"""Templates: nothing inline, every sentence translated, every form guarded.

The content security policy forbids inline styles and scripts; a page that had one would
look right only where the policy is not sent.
"""

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
names = [str(file.relative_to(ROOT / "templates")) for file in TEMPLATES]
each_template = pytest.mark.parametrize("file", TEMPLATES, ids=names)

TRANSLATED_BLOCK = re.compile(
    r"{%-?\s*(blocktranslate|blocktrans|comment)\b.*?{%-?\s*end\1.*?%}", re.DOTALL
)
ATTRIBUTES = re.compile(
    r"{%\s*block \w*(class|data)\s*%}.*?{%\s*endblock\b.*?%}", re.DOTALL
)
"""Blocks whose words stand inside an attribute: class names."""
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")
READ_ALOUD = ("title", "alt", "placeholder", "aria-label", "aria-description", "label")
NOT_WORDS = {"code", "kbd", "samp", "script", "style"}

SAID_THE_SAME_EVERYWHERE = {"ID", "CSV", "XLSX", "JPEG", "PNG", "MB", "OK"}
"""What no language translates."""


UNGUARDED = {
    "upload/ended.html": "the same bytes for every token; it sends a link to the phone "
    "on file and nothing else, at most once an hour",
}
"""Templates with one form that posts without a token, and why that harms nobody."""


class Reader(HTMLParser):
    """What a template holds once its tags are gone: text, attributes, inline parts."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.inline: list[str] = []
        self._inside: list[str] = []
        self.feed(_without_tags(source))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside.append(tag)
        for name, value in attrs:
            if name == "style" or re.fullmatch(r"on[a-z]+", name):
                self.inline.append(f"{tag} {name}")
            if (value or "").strip().lower().startswith("javascript:"):
                self.inline.append(f"{tag} {name}=javascript:")
            if name in READ_ALOUD:
                self._read(value or "")
        if tag == "style":
            self.inline.append("style element")
        if tag == "script" and "src" not in dict(attrs):
            self.inline.append("script without src")

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not NOT_WORDS & set(self._inside[-1:]):
            self._read(data)

    def _read(self, text: str) -> None:
        found = WORD.findall(text)
        self.words += [word for word in found if word not in SAID_THE_SAME_EVERYWHERE]


def _without_tags(source: str) -> str:
    return TAG.sub("", ATTRIBUTES.sub("", TRANSLATED_BLOCK.sub("", source)))


def forms_without_guard(source: str) -> int:
    """How many forms that post lack the token against forged requests."""
    forms = re.findall(r"<form\b.*?</form>", source, re.DOTALL | re.IGNORECASE)
    posting = [
        form
        for form in forms
        if re.search(r"<form\b[^>]*method=[\"']?post", form, re.IGNORECASE)
    ]
    return sum("{% csrf_token %}" not in form for form in posting)


@each_template
def test_nothing_is_inline(file):
    assert Reader(file.read_text()).inline == []


@each_template
def test_every_word_on_the_screen_can_be_translated(file):
    assert Reader(file.read_text()).words == []


@each_template
def test_every_form_that_posts_is_guarded(file):
    unguarded = forms_without_guard(file.read_text())

    assert unguarded == (str(file.relative_to(ROOT / "templates")) in UNGUARDED)


def test_templates_are_formatted():
    djade = Path(sys.executable).with_name("djade")

    done = subprocess.run(
        [djade, "--check", "--target-version", "6.1", *TEMPLATES],
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("source", "inline"),
    [
        ('<p style="color: red">{{ name }}</p>', ["p style"]),
        ('<a onclick="go()"></a>', ["a onclick"]),
        ("<style>p {}</style>", ["style element"]),
        ("<script>go()</script>", ["script without src"]),
        ('<a href="javascript:go()"></a>', ["a href=javascript:"]),
        ('<script src="{% static "x.js" %}" defer></script>', []),
    ],
)
def test_something_inline_is_found(source, inline):
    assert Reader(source).inline == inline


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>Your order</p>", ["Your", "order"]),
        ('<p>{% translate "Your order" %}</p>', []),
        ("<p>{% blocktranslate %}Your {{ n }}{% endblocktranslate %}!</p>", []),
        ('<img alt="A photo">', ["photo"]),
        ('<img alt="{{ name }}">', []),
        ("<code>order_no</code>", []),
        ("{% if a %}<p>{{ b }} · {{ c }}</p>{% endif %}", []),
    ],
)
def test_a_word_nobody_can_translate_is_found(source, words):
    assert Reader(source).words == words


def test_a_form_without_its_guard_is_found():
    bare = '<form method="post"><button></button></form>'
    search = '<form method="get"><input name="q"></form>'

    assert forms_without_guard(bare + search) == 1
    assert forms_without_guard(bare.replace("<button", "{% csrf_token %}<button")) == 0
