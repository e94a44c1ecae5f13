"""What belongs to one request stays in it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from clearance.lib.request_context import RequestContext, current, entered, remembered


class Made:
    def __init__(self):
        self.times = 0

    def __call__(self):
        self.times += 1
        return self.times


def test_outside_a_request_the_context_is_empty():
    assert current() == RequestContext()


def test_a_context_holds_until_its_block_ends_then_the_one_before():
    outer, inner = RequestContext(request_id="a"), RequestContext(request_id="b")

    with entered(outer):
        with entered(inner) as given:
            assert current() is given is inner
        assert current() is outer

    assert current() == RequestContext()


def test_a_context_ends_with_an_exception_too():
    with pytest.raises(ZeroDivisionError), entered(RequestContext(request_id="a")):
        raise ZeroDivisionError

    assert current() == RequestContext()


def test_a_context_is_not_seen_by_another_thread():
    with entered(RequestContext(request_id="a")), ThreadPoolExecutor(1) as pool:
        assert pool.submit(current).result() == RequestContext()


def test_something_is_made_once_in_a_request_even_when_it_is_nothing():
    make, nothing = Made(), []

    with entered(RequestContext()):
        first = [remembered("number", make), remembered("number", make)]
        again = [remembered("nothing", lambda: nothing.append(1)) for _ in range(3)]

    assert first == [1, 1]
    assert (again, nothing) == ([None, None, None], [1])


def test_names_do_not_share_what_was_made():
    with entered(RequestContext()):
        assert remembered("a", lambda: 1) == 1
        assert remembered("b", lambda: 2) == 2


def test_the_next_request_makes_it_anew():
    make = Made()

    with entered(RequestContext(request_id="a")):
        remembered("number", make)
    with entered(RequestContext(request_id="a")):
        assert remembered("number", make) == 2


def test_outside_a_request_it_is_made_each_time():
    make = Made()

    assert [remembered("number", make), remembered("number", make)] == [1, 2]


def test_what_could_not_be_made_is_tried_again():
    make = Made()

    def fails_first():
        if make() == 1:
            raise LookupError
        return "there"

    with entered(RequestContext()):
        with pytest.raises(LookupError):
            remembered("it", fails_first)
        assert remembered("it", fails_first) == "there"


def test_a_context_is_told_apart_by_its_circumstances_and_shows_no_memory():
    context = RequestContext(request_id="a")

    with entered(context):
        remembered("it", lambda: "kept")

    assert context == RequestContext(request_id="a")
    assert "kept" not in repr(context)
