"""The effect that was on the screen, as the journal and a proposal keep it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.withdrawal.queries.withdrawals import Effect


def channels(effect: Effect) -> dict[str, Any]:
    """As the journal keeps it: no name."""
    return {
        "effect_on": effect.on.isoformat(),
        "channel_before": effect.before.ruling.outcome.value,
        "rule_before": effect.before.ruling.rule,
        "channel_after": effect.after.ruling.outcome.value,
        "rule_after": effect.after.ruling.rule,
        "forgotten": len(effect.forgotten),
    }


def kept(effect: Effect) -> dict[str, Any]:
    """As a proposal keeps it: by name."""
    return {
        **channels(effect),
        "readers": [{"name": one.name, "email": one.email} for one in effect.readers],
        "losing": [{"name": one.name, "enrolled": one.enrolled, "usable": one.usable} for one in effect.losing],
    }
