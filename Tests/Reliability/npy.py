#!/usr/bin/env python3
"""Sets elements of an npy file of floats: npy.py FILE VALUE [COUNT, default all] [FIRST, default 0]

Prints how many were set. The standard library is all it needs.
"""
import struct
import sys

path, value = sys.argv[1], float(sys.argv[2])
with open(path, "r+b") as file:
    data = file.read()
    start = 10 + struct.unpack("<H", data[8:10])[0]
    code = "<f" if b"<f4" in data[:start] else "<d"
    size = struct.calcsize(code)
    everything = (len(data) - start) // size
    count = int(sys.argv[3]) if len(sys.argv) > 3 else everything
    first = int(sys.argv[4]) if len(sys.argv) > 4 else 0
    file.seek(start + first * size)
    file.write(struct.pack(code, value) * count)
print(count)
