"""Accounts come and go: shops with their main account, sub-accounts, staff.

Nobody signs up and no password travels by mail. Whoever makes an account, or helps
after a lost password, hands over a one-time password that must be changed first.
`by` is None only on the command line of the installation.
"""

from clearance.accounts.services.helping import (
    choose_password,
    deactivate,
    give_one_time_password,
    reactivate,
    remove_second_factor,
    unlock,
)
from clearance.accounts.services.log_ins import lift_limits, note
from clearance.accounts.services.making import (
    NewAccount,
    add_staff,
    add_sub_account,
    create_first_admin,
    create_merchant,
)
from clearance.accounts.services.roles import Synced, set_roles, sync_roles

__all__ = [
    "NewAccount",
    "Synced",
    "add_staff",
    "add_sub_account",
    "choose_password",
    "create_first_admin",
    "create_merchant",
    "deactivate",
    "give_one_time_password",
    "lift_limits",
    "note",
    "reactivate",
    "remove_second_factor",
    "set_roles",
    "sync_roles",
    "unlock",
]
