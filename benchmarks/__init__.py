"""Side-by-side measurements. Each program prints one line per figure: name, value, unit.

Ratios from one run mean something on any machine; seconds do not. CPU is what the processes of Kept (web,
worker, database) used, read from the kernel; clients and the mail sink are not counted.
"""
