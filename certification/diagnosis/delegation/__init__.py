"""A diagnosis in departments: who answers which part of it, and how far they are."""
