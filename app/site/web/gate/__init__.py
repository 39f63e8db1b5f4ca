"""What each request passes: guards, headers, errors, the access log."""
