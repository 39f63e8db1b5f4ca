"""An application with one page that shows every component, for the tests of the look."""
