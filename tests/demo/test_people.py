from collections import Counter
from datetime import date, timedelta

import pytest

from clearance.demo.names import SAMPLE_WORDS
from clearance.demo.numbers import NUMBERS
from clearance.demo.people import people, person
from clearance.lib.documents import check

TODAY = date(2026, 11, 1)
CROWD = people(1, 3_000)


def test_the_same_seed_makes_the_same_people():
    assert people(7, 50) == people(7, 50)


def test_another_seed_makes_other_people():
    assert people(7, 50) != people(8, 50)


def test_a_person_does_not_depend_on_how_many_are_made():
    assert people(7, 10)[4] == person(7, 4)


def test_no_two_people_share_name_and_phone():
    pairs = Counter((p.name, p.phone) for p in people(1, 25_000))

    assert max(pairs.values()) == 1


def test_every_document_type_is_somebody_s():
    assert {p.document_type for p in CROWD} == set(NUMBERS)


def test_every_person_s_number_is_right_and_tells_their_birth_and_sex():
    told = [
        (found, p)
        for p in CROWD
        if (found := check(p.document_type, p.number, today=TODAY)).sex
    ]

    assert len(told) > 2_000
    assert [(f.born_on, f.sex) for f, _ in told] == [
        (p.born_on, p.sex) for _, p in told
    ]


def test_every_name_says_that_it_is_a_sample():
    words = (*SAMPLE_WORDS, "Образец", "Specimen", "Sample", "Muster", "Exempel")

    plain = [p.name for p in CROWD if not any(word in p.name for word in words)]

    assert plain == []


def test_every_phone_comes_from_the_sample_range():
    assert {p.phone[:-4] for p in CROWD} == {"1380000", "+7900000"}


def test_long_term_means_no_last_day():
    assert [p.long_term for p in CROWD] == [p.valid_until is None for p in CROWD]


def test_documents_are_nearly_all_good_on_the_day_they_are_made_for():
    day = date(2031, 5, 5)

    crowd = people(1, 1_000, today=day)

    over = sum(p.valid_until is not None and p.valid_until < day for p in crowd)
    assert 0 < over < 100
    assert max(p.valid_from for p in crowd) < day


def test_a_temporary_card_is_good_for_three_months():
    holder = person(1, 3, "TEMPORARY_ID", today=TODAY)

    assert holder.valid_until == holder.valid_from + timedelta(days=91)


@pytest.mark.parametrize(
    ("document_type", "language", "destination"),
    [
        ("RESIDENT_ID", "zh-hans", "CN"),
        ("PR_CARD", "en", "CN"),
        ("RU_PASSPORT", "ru", "RU"),
    ],
)
def test_language_and_destination_follow_the_document(
    document_type, language, destination
):
    holder = person(1, 3, document_type)

    assert (holder.language, holder.destination) == (language, destination)


def test_russian_recipients_have_a_taxpayer_number_and_others_none():
    with_inn = {p.destination for p in CROWD if p.inn}
    without = {p.destination for p in CROWD if not p.inn}

    assert (with_inn, without) == ({"RU"}, {"CN"})
