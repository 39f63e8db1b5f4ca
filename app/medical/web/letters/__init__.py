"""What is done with batches of letters: handed over to the carrier; and the letters that come back."""

from app.medical.web.letters import returns
from app.medical.web.letters.views import blueprint

__all__ = ["blueprint", "returns"]
