"""One row for one person: matched by name and phone together, sealed, drawn again."""

import pytest
from django.db import IntegrityError, connection, transaction

from clearance.identity.services.people import merge
from clearance.keys.models import DataKey
from clearance.lib import uuid7 as clock
from clearance.recipients.enums import PersonState
from clearance.recipients.models import Recipient
from clearance.recipients.queries import match_digest, unseal, with_phone
from clearance.recipients.services import find_or_add
from tests.factories import NOW, make_order, make_staff

pytestmark = pytest.mark.django_db

NAME, PHONE = "买合木提·样本", "13800001234"
OTHER_PHONE = "13900005678"


def one(name=NAME, phone=PHONE):
    [found] = find_or_add([(name, phone)], now=NOW)
    return found


# --- matching -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "买合木提•样本",
        "买合木提・样本",
        "买合木提‧样本",
        "买合木提.样本",
        "买合木提。样本",
        " 买合木提 · 样本 ",
        "买 合 木 提·样 本",
        "买合木提·样本\u200b",
    ],
)
def test_a_name_written_another_way_is_the_same_person(name):
    assert one(name) == one()
    assert Recipient.objects.count() == 1


@pytest.mark.parametrize(
    "phone",
    [
        "+8613800001234",
        "+86 138-0000-1234",
        "0086 138 0000 1234",
        "86 13800001234",
        "１３８００００１２３４",
        "138 0000 1234",
        "'13800001234",
        "13800001234-0001",
    ],
)
def test_a_phone_written_another_way_is_the_same_person(phone):
    assert one(phone=phone) == one()


@pytest.mark.parametrize(
    ("one_name", "other_name"),
    [("Ivan Specimen", "IVAN  specimen"), ("Ｉｖａｎ Specimen", "ivan specimen")],
)
def test_case_width_and_spaces_of_a_latin_name_do_not_matter(one_name, other_name):
    assert one(one_name) == one(other_name)


@pytest.mark.parametrize(
    ("name", "phone"),
    [
        (NAME, OTHER_PHONE),
        ("样本", PHONE),
        ("样本·买合木提", PHONE),
        ("买合木提样本", PHONE),
    ],
)
def test_another_name_or_another_phone_is_another_person(name, phone):
    assert one(name, phone) != one()
    assert Recipient.objects.count() == 2


@pytest.mark.parametrize("phone", ["", "12", "none", "-", None])
def test_without_a_phone_nobody_is_recognised(phone):
    first, second = find_or_add([(NAME, phone), (NAME, phone)], now=NOW)
    third = one(phone=phone)

    assert len({first, second, third, one()}) == 4
    assert match_digest(NAME, phone) is None


@pytest.mark.parametrize("name", ["", "  ", "\u200b"])
def test_without_a_name_nobody_is_recognised(name):
    assert one(name) != one(name)


def test_the_rows_come_back_in_the_order_of_the_people():
    people = [
        ("陈演示", PHONE),
        (NAME, ""),
        ("王演示", PHONE),
        ("陈演示", "+86" + PHONE),
    ]
    before = one("王演示")

    found = find_or_add(people, now=NOW)

    kept = unseal(Recipient.objects.filter(pk__in=found))
    assert found[0] == found[3]
    assert found[2] == before
    assert [kept[pk]["name"] for pk in found] == ["陈演示", NAME, "王演示", "陈演示"]
    assert find_or_add([], now=NOW) == []


def test_a_file_of_known_people_takes_one_query(django_assert_num_queries):
    people = [(f"样本{n}", f"1380000{n:04d}") for n in range(60)]
    added = find_or_add(people, now=NOW)

    with django_assert_num_queries(3):  # a savepoint around it
        assert find_or_add(people, now=NOW) == added


# --- what is kept -------------------------------------------------------------------


def test_name_and_phone_are_sealed_as_they_were_given_with_the_phone_in_one_form():
    row = Recipient.objects.get(pk=one(phone="138 0000 1234"))

    assert unseal([row])[row.pk] == {"name": NAME, "phone": "+86" + PHONE}
    for kept in (row.sealed, row.match_digest, row.phone_digest):
        assert NAME.encode() not in bytes(kept)
        assert PHONE.encode() not in bytes(kept)
    assert str(row) == row.reference


@pytest.mark.parametrize(("phone", "kept"), [("12", {"phone": "12"}), ("", {})])
def test_a_phone_that_is_none_is_kept_as_it_is_and_found_by_nobody(phone, kept):
    row = Recipient.objects.get(pk=one(phone=phone))

    assert unseal([row])[row.pk] == {"name": NAME, **kept}
    assert (row.match_digest, row.phone_digest) == (None, None)
    assert with_phone(phone) == []


def test_the_database_keeps_one_row_for_a_name_and_phone():
    digest = Recipient.objects.get(pk=one()).match_digest

    with pytest.raises(IntegrityError), transaction.atomic():
        Recipient.objects.create(
            reference="R-TWIN", match_digest=digest, created_at=NOW
        )


# --- a reference taken by chance ----------------------------------------------------


def coming_references(count):
    """The references that the next identities of this process will have."""
    while len(clock._clock.block) - clock._clock.used < 400:
        clock.uuid7()
    block, used = clock._clock.block, clock._clock.used
    drawn = [block[used + 5 * n : used + 5 * n + 5] for n in range(count)]
    ids = [clock.UUID(int=int.from_bytes(each)) for each in drawn]
    return [clock.reference("R", each) for each in ids]


@pytest.mark.parametrize("phone", [PHONE, ""])
def test_a_reference_that_is_taken_is_drawn_again(phone):
    taken = coming_references(8)
    Recipient.objects.bulk_create(
        Recipient(id=clock.UUID(int=n), reference=each, created_at=NOW)
        for n, each in enumerate(taken, start=1)
    )

    found = find_or_add([(NAME, phone), ("陈演示", OTHER_PHONE)], now=NOW)

    rows = Recipient.objects.in_bulk(found)
    assert len(rows) == 2
    assert [unseal(rows.values())[pk]["name"] for pk in found] == [NAME, "陈演示"]
    assert {row.reference for row in rows.values()}.isdisjoint(taken)
    assert set(DataKey.objects.values_list("subject", flat=True)) == set(found)


# --- joined rows --------------------------------------------------------------------


def join(loser, winner):
    rows = Recipient.objects.in_bulk([loser, winner])
    merge(rows[loser], rows[winner], by=make_staff("supervisor"), now=NOW)


def test_a_person_joined_with_another_is_found_as_the_other():
    loser, winner = one(), one(phone=OTHER_PHONE)
    join(loser, winner)

    assert one() == winner
    assert one(phone=OTHER_PHONE) == winner


def test_a_person_joined_twice_is_found_as_the_last():
    first, second, third = one(), one(phone=OTHER_PHONE), one("陈演示")
    join(first, second)
    join(second, third)

    assert {one(), one(phone=OTHER_PHONE), one("陈演示")} == {third}
    assert with_phone(OTHER_PHONE) == [third]


def test_a_phone_finds_the_people_who_have_it_and_a_joined_row_as_its_other():
    here, there, joined = one(), one("陈演示"), one("陈演示", OTHER_PHONE)
    join(joined, there)

    assert with_phone("+86 138 0000 1234") == sorted([here, there])
    assert with_phone(OTHER_PHONE) == [there]
    assert with_phone("13700001111") == []


def test_two_joined_rows_of_one_phone_are_found_once():
    loser, winner = one("样本"), one()
    join(loser, winner)

    assert with_phone(PHONE) == [winner]


def test_a_joined_row_names_the_row_it_went_into():
    row = Recipient.objects.get(pk=one())

    with pytest.raises(IntegrityError), transaction.atomic():
        Recipient.objects.filter(pk=row.pk).update(state=PersonState.MERGED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Recipient.objects.filter(pk=row.pk).update(merged_into=row.pk)


def test_orders_that_arrive_later_belong_to_the_row_that_was_kept():
    loser = make_order(name=NAME, phone=PHONE)
    winner = one(phone=OTHER_PHONE)
    join(loser.recipient_id, winner)

    later = make_order(name=NAME, phone=PHONE)

    assert later.recipient_id == winner


# --- how they are found -------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "index"),
    [
        ("phone_digest", "recipient_by_phone"),
        ("match_digest", "recipient_one_row_per_name_and_phone"),
    ],
)
def test_people_are_found_by_an_index(column, index):
    find_or_add([(f"样本{n}", f"1380000{n:04d}") for n in range(400)], now=NOW)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE clearance_recipient")
    digest = Recipient.objects.values_list(column, flat=True)[7]

    plan = Recipient.objects.filter(**{column: digest}).explain()

    found_by = f"USING INDEX {index}", "USING INDEX sqlite_autoindex", f"using {index}"
    assert any(words in plan for words in found_by)
    assert column in plan


# --- at once ------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_same_people_added_at_once_are_one_row_each(at_once):
    people = [(f"样本{n}", f"1380000{n:04d}") for n in range(40)]

    def add(order):
        def step():
            found = find_or_add(order, now=NOW)
            return dict(zip(order, found, strict=True))

        return step

    found = at_once(add(people), add(people[::-1]), add(people[20:] + people[:20]))

    assert found[0] == found[1] == found[2]
    assert Recipient.objects.count() == len(people)
    kept = unseal(Recipient.objects.all())
    assert {kept[pk]["name"] for pk in found[0].values()} == {n for n, _ in people}
    subjects = DataKey.objects.values_list("subject", flat=True)
    assert set(found[0].values()) == set(subjects)
