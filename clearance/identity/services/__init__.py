"""What changes documents, links, and the decisions that depend on them."""

from clearance.identity.services.asking import drive_links, end_needless
from clearance.identity.services.checks import drive_checks, plan_checks
from clearance.identity.services.claiming import (
    claim,
    claim_next,
    escalate,
    not_mine,
    release,
    renew,
    waiting_for,
)
from clearance.identity.services.codes import ask_code, drive_codes, was_asked
from clearance.identity.services.deciding import (
    confirm_override,
    decide_again,
    decide_by_person,
    refuse_override,
    settle_after_edit,
)
from clearance.identity.services.details import FieldsRefused, Problem
from clearance.identity.services.feedback import give_feedback
from clearance.identity.services.habits import keys_on, switch_keys
from clearance.identity.services.joining import join_by_code, may_see_details
from clearance.identity.services.judgements import drive_judgements, undo, undoable
from clearance.identity.services.keeping import drive_drafts, drive_expiry
from clearance.identity.services.links import (
    find_live,
    issue_link,
    not_me,
    opened,
    resend,
    revoke_link,
    still_live,
)
from clearance.identity.services.people import merge
from clearance.identity.services.realname import (
    ask_real_name,
    drive_real_name_checks,
    forget_answers,
    plan_real_name_checks,
)
from clearance.identity.services.records import (
    active_images,
    details_of,
    missing,
    missing_data,
    missing_sides,
    picture_kinds,
)
from clearance.identity.services.rehearsing import drive_rehearsals, rehearse
from clearance.identity.services.review import accept, case_digest
from clearance.identity.services.rounds import drive_rounds, run_round
from clearance.identity.services.sampling import (
    answer_look,
    claim_look,
    claim_next_look,
    looks_for,
    sample_percent,
    set_sample_percent,
)
from clearance.identity.services.sending import Incomplete, submit, submit_number
from clearance.identity.services.sending_back import (
    SUPERVISED_SECOND_TIME,
    send_back,
)
from clearance.identity.services.showing import lend_photo, photo_bytes, stands_open
from clearance.identity.services.staff import record_received
from clearance.identity.services.sweeping import sweep_storage
from clearance.identity.services.uploads import save_details, save_side, start_record

__all__ = [
    "SUPERVISED_SECOND_TIME",
    "FieldsRefused",
    "Incomplete",
    "Problem",
    "accept",
    "active_images",
    "answer_look",
    "ask_code",
    "ask_real_name",
    "case_digest",
    "claim",
    "claim_look",
    "claim_next",
    "claim_next_look",
    "confirm_override",
    "decide_again",
    "decide_by_person",
    "details_of",
    "drive_checks",
    "drive_codes",
    "drive_drafts",
    "drive_expiry",
    "drive_judgements",
    "drive_links",
    "drive_real_name_checks",
    "drive_rehearsals",
    "drive_rounds",
    "end_needless",
    "escalate",
    "find_live",
    "forget_answers",
    "give_feedback",
    "issue_link",
    "join_by_code",
    "keys_on",
    "lend_photo",
    "looks_for",
    "may_see_details",
    "merge",
    "missing",
    "missing_data",
    "missing_sides",
    "not_me",
    "not_mine",
    "opened",
    "photo_bytes",
    "picture_kinds",
    "plan_checks",
    "plan_real_name_checks",
    "record_received",
    "refuse_override",
    "rehearse",
    "release",
    "renew",
    "resend",
    "revoke_link",
    "run_round",
    "sample_percent",
    "save_details",
    "save_side",
    "send_back",
    "set_sample_percent",
    "settle_after_edit",
    "stands_open",
    "start_record",
    "still_live",
    "submit",
    "submit_number",
    "sweep_storage",
    "switch_keys",
    "undo",
    "undoable",
    "waiting_for",
    "was_asked",
]
