"""« Mon cabinet »: a firm answers mandates and says who of its people acts for whom."""
