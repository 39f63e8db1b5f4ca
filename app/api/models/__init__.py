"""Certified products, the clinics that authorise them, and the tokens that they hold."""
