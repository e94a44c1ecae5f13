"""Pages of long lists, forwards and backwards, and counts that end at a cap."""

from uuid import UUID

import pytest
from django.contrib.auth.models import Group
from django.db.models import Case, Value, When
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from clearance.lib.keyset import CAP, capped_counts, counted_by, page, shown_count
from clearance.recipients.models import Recipient
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def fill(numbers):
    Group.objects.all().delete()
    Group.objects.bulk_create(Group(pk=n, name=f"g{n}") for n in numbers)
    return Group.objects.order_by("name")


def people(count):
    Recipient.objects.bulk_create(
        Recipient(id=UUID(int=n), reference=f"R-{n}", created_at=NOW)
        for n in range(1, count + 1)
    )
    return Recipient.objects.all()


def ids(found):
    return [row.pk for row in found.rows]


class PagesOfAnyList(TestCase):
    """Examples are rolled back one by one."""

    @given(
        st.sets(st.integers(1, 10**6), max_size=25),
        st.integers(min_value=1, max_value=7),
    )
    def test_every_row_is_met_once_on_the_way_down_and_on_the_way_back(
        self, numbers, size
    ):
        rows, newest_first = fill(numbers), sorted(numbers, reverse=True)

        pages = [page(rows, size=size)]
        while pages[-1].older is not None:
            pages.append(page(rows, before=str(pages[-1].older), size=size))

        assert [pk for each in pages for pk in ids(each)] == newest_first
        assert all(len(each.rows) == size for each in pages[:-1])
        assert pages[0].newer is None
        assert all(each.newer == ids(each)[0] for each in pages[1:])

        back = pages[-1:]
        while back[-1].newer is not None:
            back.append(page(rows, after=str(back[-1].newer), size=size))
        assert [ids(each) for each in back] == [ids(each) for each in reversed(pages)]
        assert [each.newer for each in back] == [e.newer for e in reversed(pages)]
        assert [each.older for each in back[1:]] == [
            each.older for each in list(reversed(pages))[1:]
        ]

    @given(
        st.sets(st.integers(1, 60), max_size=20),
        st.integers(0, 61),
        st.integers(1, 6),
    )
    def test_a_page_holds_the_neighbours_of_any_place(self, numbers, place, size):
        rows = fill(numbers)
        older = sorted((n for n in numbers if n < place), reverse=True)
        newer = sorted(n for n in numbers if n > place)

        down = page(rows, before=str(place), size=size)
        up = page(rows, after=str(place), size=size)

        assert ids(down) == older[:size]
        assert (down.older is not None) == (len(older) > size)
        assert ids(up) == newer[:size][::-1]
        assert (up.newer is not None) == (len(newer) > size)


def test_ids_that_are_uuids_are_paged_alike():
    rows = people(7)

    first = page(rows, size=3)
    second = page(rows, before=str(first.older), size=3)
    back = page(rows, after=str(second.newer), size=3)

    assert ids(first) == [UUID(int=n) for n in (7, 6, 5)]
    assert ids(second) == [UUID(int=n) for n in (4, 3, 2)]
    assert ids(back) == ids(first)


@pytest.mark.parametrize("place", ["", "x", "-", "9" * 40, "\x00", "1; --", "½"])
def test_what_is_no_id_shows_the_newest(place):
    numbers = fill(range(1, 6))
    named = people(5)

    for rows in (numbers, named):
        newest = page(rows, size=2)
        assert page(rows, before=place, size=2) == newest
        assert page(rows, after=place, size=2) == newest


def test_older_wins_where_both_are_given():
    rows = fill(range(1, 6))

    assert ids(page(rows, before="3", after="3", size=5)) == [2, 1]


def test_only_the_rows_of_the_list_are_shown():
    rows = fill(range(1, 9)).filter(pk__in=[1, 4, 6])

    assert ids(page(rows, size=2)) == [6, 4]
    assert ids(page(rows, before="4", size=2)) == [1]


def test_an_empty_list_is_one_empty_page():
    found = page(fill([]))

    assert (found.rows, found.older, found.newer) == ([], None, None)


def test_a_page_takes_one_query(django_assert_num_queries):
    rows = fill(range(1, 9))

    with django_assert_num_queries(1):
        page(rows, before="7", size=2)


# --- counts -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("there", "counted"), [(0, 0), (1, 1), (4, 4), (5, 5), (6, 6), (7, 6), (50, 6)]
)
def test_a_list_is_counted_to_one_beyond_the_cap(there, counted):
    rows = fill(range(1, there + 1))

    assert capped_counts({"all": rows}, cap=5) == {"all": counted}


def test_lists_are_counted_apart_in_one_query(django_assert_num_queries):
    rows = fill(range(1, 9))
    lists = {
        "few": rows.filter(pk__lt=3),
        "none": rows.filter(pk=0),
        "empty": rows.none(),
        "many": rows,
        "people": people(4),
    }

    with django_assert_num_queries(1):
        found = capped_counts(lists, cap=5)

    assert found == {"few": 2, "none": 0, "empty": 0, "many": 6, "people": 4}


def test_rows_are_counted_by_their_values_beside_another_list(
    django_assert_num_queries,
):
    rows = fill(range(1, 9)).annotate(
        half=Case(When(pk__lt=4, then=Value("old")), default=Value("new"))
    )

    others = people(9)

    with django_assert_num_queries(1):
        found = counted_by(rows, ["half"], most=7, beside=others, cap=5)

    # The eldest of the eight is not looked at.
    assert found == ({("old",): 2, ("new",): 5}, 6)
    nobody = rows.filter(pk=0)
    assert counted_by(nobody, ["half"], most=7, beside=nobody) == ({}, 0)


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0"), (999, "999"), (CAP, "1,000"), (CAP + 1, "1,000+"), (5000, "1,000+")],
)
def test_a_count_beyond_the_cap_says_at_least(count, shown):
    assert shown_count(count) == shown


def test_the_cap_of_the_screen_is_that_of_the_count():
    rows = people(CAP + 3)

    exact = capped_counts({"x": rows.filter(pk__lte=UUID(int=CAP))})["x"]
    beyond = capped_counts({"x": rows})["x"]

    assert (shown_count(exact), shown_count(beyond)) == ("1,000", "1,000+")
