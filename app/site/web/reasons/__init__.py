"""Why a service is open or closed, in sentences."""
