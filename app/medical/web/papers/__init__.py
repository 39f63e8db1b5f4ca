"""Medical papers, for the health professional whom the employer designated."""
