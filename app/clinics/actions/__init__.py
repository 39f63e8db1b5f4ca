"""What clinics do: the verbs."""
