"""Opens what strangers made, in a process of its own: cleans pictures and documents, reads tables.

Their readers are large and written in C, and what is sent may be made to break them. So the process
has no settings, no environment, no database; it is bounded in time and memory, and its death is a
refusal. Nothing here imports Django, and nobody but ``files.working`` starts it.
"""
