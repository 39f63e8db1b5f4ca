"""Keeping a reply that is not sent yet: its author's, whoever the thread is given to meanwhile."""

from __future__ import annotations

from app.messaging.actions.writing import writing
from app.messaging.models import ReplyDraft
from app.messaging.steps.writer import locked
from app.messaging.steps.writing import forget_draft
from app.registry.queries.sessions import Principal


def keep_reply(principal: Principal, public_id: str, words: str) -> None:
    """Keep what was typed, in place of what was kept before; nothing typed, nothing kept. Raises NoThread."""
    with writing(principal) as writer:
        thread = locked(writer, public_id)
        forget_draft(writer, thread.id)
        if words:
            writer.session.add(
                ReplyDraft(
                    thread_id=thread.id,
                    author_kind=writer.actor.kind,
                    author_id=writer.actor.id,
                    author_name=writer.actor.name,
                    words=words,
                    saved_at=writer.at,
                )
            )
