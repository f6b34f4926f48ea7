"""What the decision map registers with the floors below it."""


def register() -> None:
    pass
