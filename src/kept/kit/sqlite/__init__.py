"""Kept's SQLite backend: Django's own, with every write behind one lock that threads and processes share.

`base.py` is the connection, `cursor.py` sees to it that no statement writes without the lock, `lock.py` is
the lock, `wal.py` keeps the write-ahead log short, `forking.py` keeps a connection from crossing a fork,
`checks.py` refuses to start where none of this would hold.
"""
