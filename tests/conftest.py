"""What every test may rely on."""

from tests.guards import let_flush_lift_guards

let_flush_lift_guards()
