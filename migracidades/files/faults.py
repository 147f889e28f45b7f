"""What can be wrong with a file's content. Known to the workshop as well, which knows no Django."""


class Mismatch(Exception):
    """The content is not of the kind that the file's name says."""


class Unfit(Exception):
    """The file is not taken as it is; ``reason`` is a word of ``files.sentences``.

    ``at`` says which one of several it is.
    """

    def __init__(self, reason: str, at: int = 0):
        super().__init__(reason)
        self.reason, self.at = reason, at
