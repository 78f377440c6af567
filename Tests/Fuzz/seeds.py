"""Writes the fuzzers' seed files for PNG, npy, npz and PFM beside this script: python3 seeds.py (needs NumPy)."""
import io
import pathlib
import struct
import zlib

import numpy as np

HERE = pathlib.Path(__file__).parent
rng = np.random.default_rng(0)


def write(path, content):
    (HERE / path).parent.mkdir(exist_ok=True)
    (HERE / path).write_bytes(content)


def npy(array, version=None):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version=version)
    return file.getvalue()


for i, dtype in enumerate(["<f4", ">f4", "<f8", "<f2", "|u1", "|b1", "<i4", ">u2", "<i8", "<u8"]):
    write(f"npy/{i}", npy((rng.random((3, 4)) * 9).astype(dtype)))
write("npy/f", npy(np.asfortranarray(rng.random((2, 3, 2)).astype("f4"))))
write("npy/v2", npy(rng.random((2, 3)), version=(2, 0)))
write("npy/v3", npy(rng.random((2, 3)), version=(3, 0)))

for name, save in (("s", np.savez), ("c", np.savez_compressed)):
    file = io.BytesIO()
    save(file, data=rng.random((3, 4)).astype("f4"), depth=np.zeros((5, 6)))
    write(f"npz/{name}", file.getvalue())

write("pfm/a", b"Pf\n3 2\n-1.0\n" + np.arange(6, dtype="<f4").tobytes())
write("pfm/b", b"PF\n1 2\n0.5\n" + np.arange(6, dtype=">f4").tobytes())

ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, bits, colour, interlaced, more):
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    highest = 2 if colour == 3 else 256

    def rows(w, h):
        row = (w * channels * bits + 7) // 8
        if w == 0:
            return b""
        return b"".join(
            bytes([rng.integers(0, 5)]) + bytes(rng.integers(0, highest, row, dtype=np.uint8)) for _ in range(h)
        )

    if interlaced:
        passes = ((-(-(width - x) // dx), -(-(height - y) // dy)) for x, y, dx, dy in ADAM7)
        raw = b"".join(rows(w, h) for w, h in passes)
    else:
        raw = rows(width, height)
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, interlaced))
    palette = chunk(b"PLTE", bytes(range(48))) if colour == 3 else b""
    data = chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + header + more + palette + data


kinds = ((1, 0), (2, 0), (4, 0), (8, 0), (16, 0), (8, 2), (16, 2), (4, 3), (8, 3), (8, 4), (16, 4), (8, 6), (16, 6))
text = chunk(b"gAMA", struct.pack(">I", 45455)) + chunk(b"zTXt", b"k\0\0" + zlib.compress(b"hi"))
for i, (bits, colour) in enumerate(kinds):
    for interlaced in (0, 1):
        n = 2 * i + interlaced
        write(f"png/{n}", png(9, 7, bits, colour, interlaced, text if n % 3 == 0 else b""))


def exr(width, height, channels, compression):
    """Scan lines of float (2) or half (1) channels, not compressed (0) or by zlib, a line each (2)."""

    def attribute(name, kind, value):
        return name + b"\0" + kind + b"\0" + struct.pack("<i", len(value)) + value

    names = b"".join(name + b"\0" + struct.pack("<iiii", kind, 0, 1, 1) for name, kind in channels) + b"\0"
    window = struct.pack("<iiii", 0, 0, width - 1, height - 1)
    header = b"\x76\x2f\x31\x01\x02\0\0\0" + attribute(b"channels", b"chlist", names)
    header += attribute(b"compression", b"compression", bytes([compression]))
    header += attribute(b"dataWindow", b"box2i", window) + attribute(b"displayWindow", b"box2i", window)
    header += attribute(b"lineOrder", b"lineOrder", b"\0")
    header += attribute(b"pixelAspectRatio", b"float", struct.pack("<f", 1))
    header += attribute(b"screenWindowCenter", b"v2f", struct.pack("<ff", 0, 0))
    header += attribute(b"screenWindowWidth", b"float", struct.pack("<f", 1)) + b"\0"
    table, lines = b"", b""
    for y in range(height):
        row = b"".join(np.full(width, y + 1, "<f4" if kind == 2 else "<f2").tobytes() for _, kind in channels)
        if compression == 2:
            planes = np.frombuffer(row[0::2] + row[1::2], np.uint8).astype(int)
            steps = np.diff(planes, prepend=planes[0] + 128) + 128
            steps[0] = planes[0]
            packed = zlib.compress((steps & 255).astype(np.uint8).tobytes())
            row = packed if len(packed) < len(row) else row
        table += struct.pack("<q", len(header) + 8 * height + len(lines))
        lines += struct.pack("<ii", y, len(row)) + row
    return header + table + lines


write("exr/float", exr(3, 2, [(b"Z", 2)], 0))
write("exr/half", exr(5, 3, [(b"A", 2), (b"Z", 1)], 0))
write("exr/zip", exr(40, 3, [(b"Z", 2)], 2))
