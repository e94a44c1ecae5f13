"""The rules that the migrations seed, without a database."""

from importlib import import_module

from clearance.channels.rules import CONDITIONS, Facts, Rule

_china = import_module("clearance.migrations.0002_seed_channels_rules_reasons")
_russia = import_module("clearance.migrations.0006_seed_russia_rules")

FIRST_DAY = _china.FROM


def seeded_rules():
    rows = [{"destination": "CN", **row} for row in _china.RULES]
    rows += [{"destination": "RU", **row} for row in _russia.RULES]
    return [_rule(number, row) for number, row in enumerate(rows, start=1)]


def _rule(number, row):
    return Rule(
        id=number,
        code=row["code"],
        version=1,
        level=row["level"],
        subject=row["subject"],
        sides=tuple(row.get("sides", ())),
        document_types=tuple(row.get("document_types", ())),
        also_asked=tuple(row.get("also_asked", ())),
        starts_on=FIRST_DAY,
        **{name: row[name] for name in CONDITIONS if name in row},
    )


def facts(channel="direct_mail", mode="POSTAL", logistics="", **more):
    return Facts(
        **{"platform": "TMALL", "destination": "CN"}
        | {"channel": channel, "clearance_mode": mode, "logistics": logistics}
        | more
    )


def rule(code="A", version=1, *, level="NONE", **more):
    """A rule of our own, in force for ever unless said otherwise."""
    asks = level in {"NUMBER_ONLY", "IMAGES"}
    kept = {
        "id": more.pop("id", hash((code, version)) & 0xFFFF),
        "level": level,
        "subject": "RECIPIENT" if asks else "",
        "sides": ("PORTRAIT",) if level == "IMAGES" else (),
        "document_types": (),
        "starts_on": FIRST_DAY,
    }
    return Rule(code=code, version=version, **kept | more)
