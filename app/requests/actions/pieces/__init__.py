"""Attachments: what an employer does with its own, and what agents do with those of both sides."""
