"""What is measured, and against whom.

`make bench` runs them all; `python -m benchmarks rulings letters` runs some. Each module here has a function `run()`
that returns a `Result` of `benchmarks.measure.compare`, or a list of them, and a docstring that says what is measured
beside what, and why that yardstick.
"""
