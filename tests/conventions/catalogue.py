"""Text files of translations, read without any tool; what a file asks to be said."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
TRANSLATION = "django.utils.translation"
MARKS = frozenset({"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"})
QUOTED = r"""u?('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")"""
MARKED = re.compile(rf"(?:\bn?gettext|\b_)\({QUOTED}")
# What a translator must keep: values, and the tags around them.
KEPT = re.compile(r"%\(\w+\)[sd]|%s|\{\w*\}|</?\w[^>]*>")


@dataclass(frozen=True, slots=True)
class Entry:
    """One sentence with its translations: one, or one for each plural form."""

    sentence: str
    plural: str
    said: tuple[str, ...]
    is_fuzzy: bool


def entries(language: str) -> Iterator[Entry]:
    """Every sentence of a text file but its header."""
    file = ROOT / "clearance/locale" / language / "LC_MESSAGES/django.po"
    for block in re.split(r"\n\s*\n", file.read_text(encoding="utf-8")):
        fields: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            if line.startswith("#") or not line.strip():
                continue
            if not line.startswith('"'):
                name, line = line.split(" ", 1)
            fields[name] = fields.get(name, "") + ast.literal_eval(line)
        if fields.get("msgid"):
            said = tuple(v for k, v in fields.items() if k.startswith("msgstr"))
            is_fuzzy = re.search(r"^#,.*\bfuzzy\b", block, re.MULTILINE) is not None
            plural = fields.get("msgid_plural", "")
            yield Entry(fields["msgid"], plural, said, is_fuzzy)


def kept(text: str) -> list[str]:
    """The values and tags of a sentence, in no order."""
    return sorted(KEPT.findall(text))


def sentences_of(file: Path) -> set[str]:
    """What a module or a template marks for translation; without those of a context."""
    text = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        return {ast.literal_eval(each) for each in MARKED.findall(templatize(text))}
    return {
        call.args[0].value
        for call in ast.walk(ast.parse(text))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in MARKS
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


def names_nobody_looks_for(file: Path) -> set[str]:
    """Other names a module gives to gettext: what they mark is never extracted."""
    return {
        each.asname
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == TRANSLATION
        for each in node.names
        if each.asname not in {None, "_"}
    }
