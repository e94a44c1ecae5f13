"""All is said in Chinese, what recipients read in Russian too, each of it rightly."""

import shutil
from pathlib import Path

import pytest
from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext

from clearance.channels.enums import DocumentType, Level, RuleState, Side, Subject
from clearance.exchange.enums import BatchState
from clearance.identity.enums import LinkEnd, RecordState
from clearance.messaging.enums import MessageState
from clearance.orders.enums import Hold, NumberState, OverrideState, Stage, UploadState
from clearance.recipients.enums import PersonState
from tests.conventions.catalogue import (
    ROOT,
    entries,
    kept,
    names_nobody_looks_for,
    sentences_of,
)
from tests.conventions.translations import LANGUAGES, problems

TOOLS = ("git", "msgattrib", "msgfmt", "xgettext")
MISSING = [tool for tool in TOOLS if shutil.which(tool) is None]
if not (ROOT / ".git").exists():
    MISSING.append("repository")  # the files to look through are those git knows

BADGES: list[type[TextChoices]] = [
    *(BatchState, Hold, Level, LinkEnd, MessageState, NumberState, OverrideState),
    *(PersonState, RecordState, RuleState, Side, Stage, Subject, UploadState),
    DocumentType,
]

FIXED = {
    UploadState.NOT_NEEDED: ("无需上传", "Загрузка не нужна"),
    UploadState.AWAITING: ("待收件人上传", "Ждём получателя"),
    UploadState.IN_REVIEW: ("审核中", "На проверке"),
    UploadState.RETAKE: ("需重拍", "Нужно новое фото"),
    UploadState.ON_FILE: ("已有证件", "Уже есть"),
    UploadState.WITHDRAWN: ("已撤回", "Отозвано"),
    UploadState.EXPIRED: ("证件已过期", "Срок истёк"),
    UploadState.UNDECIDED: ("待人工判定", "Нужно решение"),
    RecordState.ACCEPTED: ("已通过", "Принято"),
    Hold.CLEAR: ("可发货", "Можно отправлять"),
    Stage.DECLARED: ("已申报", "Подано"),
    Stage.RELEASED: ("已放行", "Выпущено"),
    Side.PORTRAIT: ("人像面", "Сторона с фото"),
    Side.EMBLEM: ("国徽面", "Сторона с гербом"),
    Subject.ORDERER: ("订购人", "Заказчик"),
    Subject.RECIPIENT: ("收件人", "Получатель"),
}

# What a recipient reads: their pages, what refuses what they send, every page's frame.
RECIPIENTS_READ = [
    "templates/upload/*.html",
    "templates/components/*.html",
    "templates/[3-5]*.html",
    "templates/base.html",
    "templates/refused.html",
    "clearance/upload/*.py",
    "clearance/identity/photos/*.py",
    "clearance/identity/services/*.py",
    "clearance/identity/*.py",
    "clearance/lib/documents/*.py",
    "clearance/lib/*.py",
    "clearance/channels/enums.py",
    "clearance/orders/enums.py",
]

each_language = pytest.mark.parametrize("language", LANGUAGES)


def recipients_files() -> list[Path]:
    """The modules and templates whose sentences recipients meet."""
    found = [sorted(ROOT.glob(pattern)) for pattern in RECIPIENTS_READ]
    assert all(found), "a folder of recipients' sentences has moved"
    return [file for files in found for file in files]


@pytest.mark.skipif(bool(MISSING), reason=f"cannot look for sentences: no {MISSING}")
def test_no_sentence_lacks_its_chinese_and_the_compiled_files_are_of_the_texts():
    found = problems()

    assert found == []


def test_every_mark_has_a_name_that_the_extraction_looks_for():
    modules = [*ROOT.glob("clearance/**/*.py"), *ROOT.glob("config/**/*.py")]

    hidden = {m.relative_to(ROOT): names_nobody_looks_for(m) for m in sorted(modules)}

    assert {module: names for module, names in hidden.items() if names} == {}


@each_language
def test_no_translation_is_in_doubt(language: str):
    doubtful = [entry.sentence for entry in entries(language) if entry.is_fuzzy]

    assert doubtful == []


@each_language
def test_every_translation_keeps_the_values_and_tags_of_its_sentence(language: str):
    changed = [
        (entry.sentence, said)
        for entry in entries(language)
        for said in entry.said
        if said and kept(said) != kept(entry.plural or entry.sentence)
    ]

    assert changed == []


@pytest.mark.parametrize(("language", "forms"), [("zh_Hans", 1), ("ru", 3)])
def test_a_count_is_said_in_every_form_the_language_has(language: str, forms: int):
    counted = [entry for entry in entries(language) if entry.plural]

    wrong = [entry.sentence for entry in counted if len(entry.said) != forms]

    assert len(counted) > 0
    assert wrong == []


def test_what_a_recipient_reads_is_said_in_russian():
    said = {entry.sentence for entry in entries("ru") if all(entry.said)}

    sentences = {s for file in recipients_files() for s in sentences_of(file)}

    assert len(sentences) > 200
    assert sorted(sentences - said) == []


@pytest.mark.parametrize("states", BADGES, ids=lambda states: states.__name__)
@pytest.mark.parametrize("language", ["zh-hans", "ru"])
def test_every_word_of_a_badge_exists_in_every_language(
    states: type[TextChoices], language: str
):
    with translation.override("en"):
        english = {state: str(state.label) for state in states}

    with translation.override(language):
        untranslated = [s for s in states if str(s.label) in {"", english[s]}]

    assert untranslated == []


@pytest.mark.parametrize("language", ["zh-hans", "ru"])
def test_a_badge_says_the_word_that_was_agreed(language: str):
    place = ["zh-hans", "ru"].index(language)
    agreed = {state: words[place] for state, words in FIXED.items()}

    with translation.override(language):
        said = {state: str(state.label) for state in FIXED}

    assert said == agreed


@pytest.mark.parametrize(
    ("language", "word"), [("zh-hans", "证件不可用"), ("ru", "Недоступно")]
)
def test_a_shop_reads_not_that_a_person_withdrew(language: str, word: str):
    with translation.override(language):
        said = gettext("No longer available")

    assert said == word
