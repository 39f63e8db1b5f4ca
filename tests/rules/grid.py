"""The whole grid of facts × boundary days, as lines of text.

`python -m tests.rules.grid` writes it again into `tests/rules/pinned/`: do so when the law changes, and read the
difference line by line before committing it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import combinations, product
from pathlib import Path

from app.rules.access import TABLE as ACCESS
from app.rules.access import AccessFacts, AccessRuling, may_use
from app.rules.granting import TABLE as GRANTING
from app.rules.granting import GrantingFacts, may_grant
from app.rules.routing import TABLE as ROUTE
from app.rules.routing import RouteFacts, route_notice
from app.rules.table import Table
from app.vocabulary.accounts import Role, Space
from app.vocabulary.documents import EMPLOYER_CATEGORIES, MEDICAL_CATEGORIES
from app.vocabulary.services import OnlineService

PINNED = Path(__file__).parent / "pinned"
ONE_DAY = timedelta(days=1)
#: What a table answers, given the withdrawal day and the day of prior notice.
Answer = Callable[[date | None, date | None], str]
ACCOUNTS = [frozenset(held) for size in range(len(Space) + 1) for held in combinations(Space, size)]

#: Withdrawal and prior notice, in days from the day asked; None when there is none.
WITHDRAWALS: dict[str, tuple[int | None, int | None]] = {
    "no withdrawal": (None, None),
    "notice without withdrawal": (None, -30),
    "withdrawn tomorrow, told": (1, -30),
    "withdrawn tomorrow, not told": (1, None),
    "withdrawn today, told the day before": (0, -1),
    "withdrawn today, told the same day": (0, 0),
    "withdrawn today, not told": (0, None),
    "withdrawn yesterday, told the day before": (-1, -2),
    "withdrawn yesterday, told the same day": (-1, -1),
}
#: Two services differ from the others; that the others are alike is tested, not assumed.
FOLLOWUP, MESSAGING = OnlineService.FILE_FOLLOWUP, OnlineService.MESSAGING
OTHERS = tuple(service for service in OnlineService if service not in {FOLLOWUP, MESSAGING})
GRANTS = {"granted": frozenset(OnlineService), "not granted": frozenset[OnlineService]()}
ROUTED = {"employer's": sorted(EMPLOYER_CATEGORIES), "medical": sorted(MEDICAL_CATEGORIES)}


def boundary_days(table: Table) -> list[date]:
    """The day before and the day of each change of a table."""
    return [day for boundary in table.boundaries for day in (boundary - ONE_DAY, boundary)]


def _shifted(on: date, days: int | None) -> date | None:
    return None if days is None else on + timedelta(days=days)


def _held(accounts: frozenset[Space]) -> str:
    return "+".join(sorted(accounts)) or "no account"


def _one(answers: set[str]) -> str:
    return answers.pop() if len(answers) == 1 else f"DIFFERENT {sorted(answers)}"


def _by_withdrawal(asked: str, answer: Answer, on: date) -> Iterator[str]:
    """One line a withdrawal, or a single line where none makes a difference."""
    answers = {
        name: answer(_shifted(on, withdrawal), _shifted(on, notice))
        for name, (withdrawal, notice) in WITHDRAWALS.items()
    }
    if len(set(answers.values())) == 1:
        answers = {"whatever the withdrawal": next(iter(answers.values()))}
    yield from (f"{asked} | {name} -> {answer}" for name, answer in answers.items())


def _routed(facts: RouteFacts, on: date) -> str:
    ruling = route_notice(facts, on)
    return " ".join([ruling.outcome, ruling.rule, *ruling.alerts])


def _route_answer(on: date, accounts: frozenset[Space], paper: str, readers: int, professionals: int) -> Answer:
    def answer(withdrawal_on: date | None, notice_on: date | None) -> str:
        every = [
            RouteFacts(accounts, withdrawal_on, notice_on, category, readers, professionals)
            for category in ROUTED[paper]
        ]
        return _one({_routed(facts, on) for facts in every})

    return answer


def route_lines() -> Iterator[str]:
    """Every kind of account, paper, readers, professionals and withdrawal, on each boundary day."""
    for on, accounts, paper, readers, professionals in product(boundary_days(ROUTE), ACCOUNTS, ROUTED, (0, 1), (0, 1)):
        asked = f"{on} | {_held(accounts)} | {paper} paper | readers {readers} | professionals {professionals}"
        yield from _by_withdrawal(asked, _route_answer(on, accounts, paper, readers, professionals), on)


def _used(ruling: AccessRuling) -> str:
    flags = f"{'held' if ruling.held else 'not held'}, {'open' if ruling.open else 'closed'}"
    return f"{'yes' if ruling.allowed else 'no'} ({flags}) {' '.join(reason.rule for reason in ruling.reasons)}"


def _by_service(rulings: dict[OnlineService, AccessRuling]) -> str:
    used = {service: _used(ruling) for service, ruling in rulings.items()}
    if len(set(used.values())) == 1:
        return f"every service: {used[MESSAGING]}"
    others = _one({used[service] for service in OTHERS})
    return f"others: {others}; follow-up: {used[FOLLOWUP]}; messaging: {used[MESSAGING]}"


def _access_answer(on: date, accounts: frozenset[Space], space: Space, role: Role, granted: str) -> Answer:
    def answer(withdrawal_on: date | None, notice_on: date | None) -> str:
        every = {
            service: AccessFacts(accounts, space, role, GRANTS[granted], service, withdrawal_on, notice_on)
            for service in OnlineService
        }
        return _by_service({service: may_use(facts, on) for service, facts in every.items()})

    return answer


def access_lines() -> Iterator[str]:
    """Every account, role, right and withdrawal, on each boundary day: other services, follow-up, messaging."""
    for on, accounts, space, role, granted in product(boundary_days(ACCESS), ACCOUNTS, Space, Role, GRANTS):
        asked = f"{on} | {_held(accounts)} | in {space} | {role} | {granted}"
        yield from _by_withdrawal(asked, _access_answer(on, accounts, space, role, granted), on)


def granting_lines() -> Iterator[str]:
    """Every account, role and target, on each boundary day; the service makes no difference."""
    grid = product(boundary_days(GRANTING), ACCOUNTS, Space, Role, Space)
    for on, accounts, space, role, target in grid:
        rulings = [may_grant(GrantingFacts(accounts, space, role, service, target), on) for service in OnlineService]
        answer = _one(
            {
                f"{'yes' if each.allowed else 'no'} {' '.join(reason.rule for reason in each.reasons)}"
                for each in rulings
            }
        )
        yield f"{on} | {_held(accounts)} | in {space} | {role} | for {target} -> {answer}"


GRIDS: dict[str, Callable[[], Iterator[str]]] = {
    "route": route_lines,
    "access": access_lines,
    "granting": granting_lines,
}


def main() -> None:
    """Write every grid again."""
    for name, lines in GRIDS.items():
        (PINNED / f"{name}.txt").write_text("".join(f"{line}\n" for line in lines()), encoding="utf-8")


if __name__ == "__main__":
    main()
