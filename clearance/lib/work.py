"""Waking the worker: rows are the truth, a task is only a nudge to look at them."""

from functools import partial

from django.db import transaction
from django.utils.module_loading import import_string


def nudge(name: str) -> None:
    """Ask the worker, after this transaction, to do `room.work` soon.

    `name` is a task in that room's `tasks`, such as `messaging.deliver`. When the queue
    cannot take it nothing is lost: `run_due` finds the same rows within a minute.
    """
    transaction.on_commit(partial(_enqueue, name), robust=True)


def _enqueue(name: str) -> None:
    room, work = name.split(".")
    import_string(f"clearance.{room}.tasks.{work}").enqueue()
