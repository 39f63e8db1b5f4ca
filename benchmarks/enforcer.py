"""pycasbin's FastEnforcer over the same rights, in memory: one policy for each right, with the days that it holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from benchmarks.made_up_rights import Asked

MODEL = """
[request_definition]
r = person, employer, service, day
[policy_definition]
p = person, employer, service, since, until
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.person == p.person && r.employer == p.employer && r.service == p.service && holds(r.day, p.since, p.until)
"""


def enforcer(policies: list[tuple[str, str, str, str, str]]) -> Callable[[Asked, date], bool]:
    """What asks it one question. Days are ISO texts, which compare as days do."""
    import casbin
    from casbin.model import FastModel

    model = FastModel((0, 1, 2))
    model.load_model_from_text(MODEL)
    asked: Any = casbin.FastEnforcer(model, cache_key_order=(0, 1, 2))
    asked.add_function("holds", lambda day, since, until: since <= day < until)
    kept = asked.model.model["p"]["p"].policy
    for policy in policies:  # as an adapter does: `add_policies` looks for doubles, in a time that squares
        kept.append(list(policy))

    def may(question: Asked, on: date) -> bool:
        who = (str(question.person_id), str(question.employer_id), question.service.value)
        return bool(asked.enforce(*who, on.isoformat()))

    return may
