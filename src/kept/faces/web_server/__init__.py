"""The web server: gunicorn's thread worker, which begins with a request only when all of it is here.

`worker.py` waits for clients, `request_reader.py` makes requests of their bytes, `connection.py` holds what a client
has not read yet, `open_connections.py` says who has to go when there are too many, `limits.py` has the figures.
"""
