"""Is every sentence translated? `python -m tests.conventions.translations [--update]`.

Extracts the sentences of a copy of the code anew: in Chinese none may be untranslated
or fuzzy, and the compiled file must be that of the texts. `--update` writes the
sentences it finds into the text files, for a translator, and compiles them.
"""

import gettext
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCALE = Path("clearance/locale")
LANGUAGES = ("zh_Hans", "ru")
COMPLETE = ("zh_Hans",)


def extract(root: Path) -> None:
    """Write every sentence of the code below `root` into its text files."""
    languages = [flag for name in LANGUAGES for flag in ("-l", name)]
    surroundings = os.environ | {
        "SECRET_KEY": "none",
        "PUBLIC_URL": "http://localhost",
        "DEMO": "1",
    }
    subprocess.run(
        [
            *(sys.executable, "manage.py", "makemessages", *languages),
            *("--no-location", "--no-obsolete", "--no-wrap"),
            *("--ignore=.venv/*", "--ignore=tests/*", "--ignore=.data/*"),
        ],
        cwd=root,
        env=surroundings,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def untranslated(file: Path) -> list[str]:
    """The sentences of a text file that have no translation, or a doubtful one."""
    found = []
    for flag in ("--untranslated", "--only-fuzzy"):
        listed = subprocess.run(
            ["msgattrib", flag, "--no-wrap", "--no-obsolete", str(file)],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        found += [
            line.removeprefix("msgid ")
            for line in listed.splitlines()
            if line.startswith("msgid ") and line != 'msgid ""'
        ]
    return found


def is_compiled(folder: Path) -> bool:
    """Whether the compiled file says what the text file says."""
    text, compiled = folder / "django.po", folder / "django.mo"
    with tempfile.TemporaryDirectory(prefix="clearance-words-") as anew:
        file = Path(anew) / "django.mo"  # msgfmt replaces a file, it does not fill one
        subprocess.run(["msgfmt", "-o", str(file), str(text)], check=True)
        with file.open("rb") as handle:
            wanted = gettext.GNUTranslations(handle)
    with compiled.open("rb") as handle:
        have = gettext.GNUTranslations(handle)
    header = {""}
    mine = {k: v for k, v in vars(have)["_catalog"].items() if k not in header}
    theirs = {k: v for k, v in vars(wanted)["_catalog"].items() if k not in header}
    return mine == theirs


def problems() -> list[str]:
    """What is missing, one sentence each."""
    found = []
    with tempfile.TemporaryDirectory(prefix="clearance-words-") as folder:
        copy = Path(folder) / "code"
        listed = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard"],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.split("\n")
        for name in filter(None, listed):
            if (ROOT / name).is_file():
                target = copy / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, target)
        extract(copy)
        for language in COMPLETE:
            file = copy / LOCALE / language / "LC_MESSAGES" / "django.po"
            found += [f"{language}: not translated: {m}" for m in untranslated(file)]
    for language in LANGUAGES:
        if not is_compiled(ROOT / LOCALE / language / "LC_MESSAGES"):
            found.append(f"{language}: django.mo is not that of django.po")
    return found


def update() -> None:
    """Bring the text files up to date and compile them."""
    for language in LANGUAGES:
        (ROOT / LOCALE / language / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    extract(ROOT)
    for language in LANGUAGES:
        folder = ROOT / LOCALE / language / "LC_MESSAGES"
        subprocess.run(
            ["msgfmt", "-o", str(folder / "django.mo"), str(folder / "django.po")],
            check=True,
        )


if __name__ == "__main__":
    if "--update" in sys.argv:
        update()
    elif found := problems():
        sys.exit("\n".join(found))
