"""How the reading of a table fails: in a sentence that names the line and says what to do."""


class Unreadable(Exception):
    """The file as a whole cannot be read for certain. `line` counts as in the file, the header is line 1."""

    def __init__(self, sentence: str, line: int = 1) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.line = line
