"""Firms that act for employers."""
