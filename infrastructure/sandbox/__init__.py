"""A small program that looks at one file of a stranger: run by `infrastructure.files.examining`.

It is a process of its own, without environment, that may write no file and use little time and memory. Bytes come in on
its standard input; out go a short description and the bytes to keep. It knows nothing of the house.
"""
