"""Turn received bytes into pixels, in a process of its own that can do nothing else.

Runs as a plain program beside the web process, so nothing here imports Django or any
other room: only the standard library, Pillow and pillow-heif.
"""
