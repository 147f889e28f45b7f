"""Everything a government has put in, as one archive: to keep, or to take elsewhere.

Complete by construction: every table of a government is in it as JSON, as far as the wall shows it
to the government's own people, and every file whose wall does, once. Before that stand, edition by
edition, the answers as a spreadsheet and as JSON that needs no other file to be understood.
"""
