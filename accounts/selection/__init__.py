"""Choosing key accounts: scoring models, rounds from nominations to decisions, and the matrix (method.md, section 2).

The arithmetic is accounts/kaism; here are the verbs that write and the questions asked of the database.
"""
