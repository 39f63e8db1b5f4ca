"""Imputing a file to an employer in the browser: file, employer, day, what will happen, done."""
