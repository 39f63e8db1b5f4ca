"""What an identity provider vouches for in a session: people act with that alone, whatever else they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from app.resolver.queries.facts import EmployerFacts, Held


class Vouched(NamedTuple):
    """Which roles and rights a session may use: those of the person's `own` (also as a stand-in), and of `mandates`.

    `mandates` None: of all of them.
    """

    own: bool = True
    mandates: frozenset[int] | None = None

    def covers(self, held: Held) -> bool:
        """Whether the session may use that role or right."""
        if held.mandate_id is None:
            return self.own
        return self.mandates is None or held.mandate_id in self.mandates


#: A session opened with a code: nobody says for whom the person signed in, so they use what they hold.
EVERYTHING = Vouched()
#: A session opened for the employer itself.
IN_ONES_OWN_NAME = Vouched(own=True, mandates=frozenset())


def facts_vouched_for(facts: EmployerFacts, person_id: int, vouched: Vouched) -> EmployerFacts:
    """The facts with nothing of this person beyond what their session vouches for: to answer for them alone."""
    if vouched == EVERYTHING:
        return facts
    kept = type(facts)(
        facts.employer_id,
        facts.accounts,
        [row for row in facts.memberships if row.person_id == person_id and vouched.covers(row)],
        withdrawal_on=facts.withdrawal_on,
        prior_notice_on=facts.prior_notice_on,
        whole=facts.whole or facts,
        ended=facts.ended,
    )
    for key, rows in facts.grants.items():
        if key[0] == person_id:
            kept.grants[key] = [row for row in rows if vouched.covers(row)]
    return kept
