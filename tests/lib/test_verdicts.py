import pickle

import pytest

from clearance.lib.verdicts import Refusal, Verdict


def test_a_yes_counts_as_true_in_a_condition():
    verdict = Verdict.yes()

    assert bool(verdict) is True
    assert (verdict.because, verdict.code) == ("", "")


def test_a_no_counts_as_false_and_keeps_its_reason():
    verdict = Verdict.no("The transaction has ended.", "ended")

    assert bool(verdict) is False
    assert verdict.because == "The transaction has ended."
    assert verdict.code == "ended"


def test_demanding_a_no_refuses_with_the_same_sentence():
    verdict = Verdict.no("The transaction has ended.", "ended")

    with pytest.raises(Refusal) as caught:
        verdict.demand()

    assert str(caught.value) == "The transaction has ended."
    assert caught.value.code == "ended"


def test_demanding_a_yes_passes_silently():
    verdict = Verdict.yes()

    assert verdict.demand() is None


def test_a_refusal_shows_only_its_message_and_keeps_the_remedy():
    refusal = Refusal("The link is used.", code="used", remedy="Ask for a new one.")

    assert str(refusal) == "The link is used."
    assert refusal.remedy == "Ask for a new one."


def test_a_refusal_survives_the_way_to_a_worker_and_back():
    refusal = Refusal("The link is used.", code="used", remedy="Ask for a new one.")

    again = pickle.loads(pickle.dumps(refusal))

    assert (str(again), again.code, again.remedy) == (
        "The link is used.",
        "used",
        "Ask for a new one.",
    )
