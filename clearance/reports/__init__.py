"""Figures for the start page: read only."""
