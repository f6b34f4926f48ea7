"""Bringing a company's lists in: a file becomes lines, a kind sorts them, bulk verbs write them - all or nothing."""
