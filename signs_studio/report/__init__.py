"""Runs handed on: their curves as files, and reports of them for paper."""
