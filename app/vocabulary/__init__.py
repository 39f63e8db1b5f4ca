"""The words of the field: closed lists with their French and English labels. Imports nothing of ours."""
