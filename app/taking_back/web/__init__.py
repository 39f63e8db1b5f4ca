"""Taking back, in one gesture, what somebody who grants did since a chosen moment."""
