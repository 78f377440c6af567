#!/usr/bin/env python3
"""Crafted files that must be refused: python3 hostile.py KIND PROGRAM [FILES]

KIND is safetensors, numpy, png, pickle or config. Each file is given to PROGRAM as a user would give it; a refusal is
its exit code, one line on standard error, and no more time and memory than a harmless file takes, within limits. Prints
one line with the figures, and what was not refused. The standard library is all it needs. FILES: keep them there.
"""
import io
import json
import os
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib

PICKLE = b"\x80\x04\x95\x1a\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c\x07touch x\x94\x85\x94R\x94."


# ## safetensors

def header(text, data=b"", length=None):
    text = text if isinstance(text, bytes) else json.dumps(text).encode()
    return struct.pack("<Q", len(text) if length is None else length) + text + data


def tensor(kind="F32", shape=(3,), start=0, end=12):
    return {"dtype": kind, "shape": list(shape), "data_offsets": [start, end]}


def raw(shape, offsets="[0,12]", more=""):
    return b'{"t":{"dtype":"F32","shape":%s,"data_offsets":%s%s}}' % (shape.encode(), offsets.encode(), more.encode())


def safetensors():
    good = {"t": tensor()}
    z = bytes(12)
    yield "good", header(good, z)
    for name, length in (("2^64-1", 2**64 - 1), ("2^63", 2**63), ("2^32", 2**32), ("10^8", 10**8), ("past the end", 999), ("0", 0)):
        yield f"length {name}", header(good, z, length)
    yield "nothing", b""
    yield "three bytes", b"\1\0\0"
    yield "a list", header(b"[1]")
    yield "a blank first", header(b' {"t":1}')
    yield "no JSON", header(b"{t:1}")
    yield "JSON and more", header(b"{}{}")
    yield "a name twice", header(b'{"t":%s,"t":%s}' % ((json.dumps(tensor()).encode(),) * 2), z)
    yield "a field twice", header(raw("[3]", more=',"dtype":"F16"'), z)
    yield "overlap", header({"a": tensor(), "b": tensor(start=8, end=20)}, bytes(20))
    yield "overlap whole", header({"a": tensor(), "b": tensor()}, z)
    yield "gap", header({"a": tensor(), "b": tensor(start=16, end=28)}, bytes(28))
    yield "gap at the start", header({"a": tensor(start=4, end=16)}, bytes(16))
    yield "bytes behind", header(good, z + b"\0")
    yield "cut", header(good, z[:-1])
    yield "backwards", header({"t": tensor(start=12, end=0)}, z)
    yield "negative offsets", header(raw("[3]", "[-12,0]"), z)
    yield "offsets beyond 64 bits", header(raw("[3]", "[0,99999999999999999999]"), z)
    yield "three offsets", header(raw("[3]", "[0,12,12]"), z)
    yield "product over 2^64", header({"t": tensor(shape=(2**33, 2**33), end=0)})
    yield "product is 0 mod 2^64", header({"t": tensor(shape=(2**32, 2**32, 1), end=0)})
    yield "0 times too much", header({"t": tensor(shape=(0, 2**63 - 1, 2**63 - 1), end=0)}, b"\1")
    yield "negative sides", header(raw("[-3,-1]"), z)
    yield "a side of 3.0", header(raw("[3.0]"), z)
    yield "a side of 1e400", header(raw("[1e400]"), z)
    yield "a side in words", header(raw('["3"]'), z)
    yield "a shape object", header(raw('{"0":3}'), z)
    yield "no shape", header(b'{"t":{"dtype":"F32","data_offsets":[0,12]}}', z)
    yield "no type", header(b'{"t":{"shape":[3],"data_offsets":[0,12]}}', z)
    yield "another type", header({"t": tensor("F31")}, z)
    yield "type of another size", header({"t": tensor("F64")}, z)
    yield "an empty name", header({"": tensor()}, z)
    yield "NUL in a name", header(b'{"a\\u0000b":%s}' % json.dumps(tensor()).encode(), z)
    yield "half a surrogate", header(b'{"\\ud8000":%s}' % json.dumps(tensor()).encode(), z)
    yield "no UTF-8", header(b'{"\xff":1}')
    yield "metadata list", header({"__metadata__": ["x"], **good}, z)
    yield "metadata number", header({"__metadata__": {"x": 1}, **good}, z)
    yield "deep lists", header(b'{"t":' + b"[" * 60000 + b"]" * 60000 + b"}")
    yield "deep objects", header(b'{"t":' * 40000 + b"1" + b"}" * 40000)
    yield "millions of numbers", header(b'{"t":[' + b"7," * 3_000_000 + b"7]}")
    yield "90 MB that are honest", header(
        b"{" + b",".join(b'"%d":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}' % i for i in range(1_600_000)) + b"}")
    yield "NaN", header(b'{"t":NaN}')
    yield "a web page", b"<!doctype html><html></html>"
    yield "a pointer of git-lfs", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"


# ## npy and npz

def npy(shape, kind="<f4", data=b"", version=1):
    text = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }" % (kind, shape)
    size = 2 if version == 1 else 4
    text += " " * (63 - (8 + size + len(text)) % 64) + "\n"
    return b"\x93NUMPY" + bytes([version, 0]) + struct.pack("<H" if size == 2 else "<I", len(text)) + text.encode() + data


GOOD = npy("(4, 8)", data=struct.pack("<32f", *[2.0] * 32))


def archive(*members, compression=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as zip:
        for name, data in members:
            zip.writestr(name, data)
    return file.getvalue()


def patched(data, mark, at, value):
    data = bytearray(data)
    i = data.find(mark)
    data[i + at:i + at + len(value)] = value
    return bytes(data)


def numpy():
    yield "good.npy", GOOD
    yield "4 TB.npy", npy("(1048576, 1048576)")
    yield "negative.npy", npy("(-4, 8)", data=bytes(128))
    yield "overflow.npy", npy("(4294967296, 4294967296, 8)")
    yield "object.npy", npy("(1,)", "|O", PICKLE)
    yield "structured.npy", GOOD[:10] + b"{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (32,)}".ljust(117) + b"\n" + GOOD[128:]
    yield "call.npy", npy("(__import__('os').system('touch x'),)")
    yield "cut.npy", GOOD[:-1]
    yield "more.npy", GOOD + b"\0"
    yield "header of 4 GB.npy", b"\x93NUMPY\2\0" + struct.pack("<I", 2**32 - 1) + b"{"
    yield "version 9.npy", npy("(4, 8)", data=bytes(128), version=9)
    yield "text.npy", b"1.0 2.0\n"
    big = npy("(2048, 8192)", data=bytes(64 << 20))
    yield "bomb.npz", archive(("depth.npy", big))
    link = zipfile.ZipInfo("depth.npy")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    yield "link.npz", archive((link, b"/etc/passwd"))
    yield "up.npz", archive(("../depth.npy", GOOD))
    yield "absolute.npz", archive(("/tmp/depth.npy", GOOD))
    one = archive(("depth.npy", GOOD), ("depth.npz", GOOD))
    yield "twice.npz", one.replace(b"depth.npz", b"depth.npy")
    small = archive(("depth.npy", GOOD))
    yield "says 2 GB.npz", patched(small, b"PK\1\2", 24, struct.pack("<I", 2**31 - 1))
    yield "says 9 bytes.npz", patched(small, b"PK\1\2", 24, struct.pack("<I", 9))
    yield "encrypted.npz", patched(patched(small, b"PK\1\2", 8, b"\1"), b"PK\3\4", 6, b"\1")
    yield "bad sum.npz", patched(archive(("depth.npy", GOOD), compression=zipfile.ZIP_STORED), b"NUMPY", 120, b"\x7f")
    yield "members.npz", archive(*((f"{i}.npy", b"") for i in range(2000)), compression=zipfile.ZIP_STORED)
    yield "empty.npz", archive()
    yield "in a zip.npz", archive(("depth.npy", small))
    yield "cut.npz", small[:-8]


# ## PNG

def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, bits=8, colour=2, data=None, before=b"", last=chunk(b"IEND", b"")):
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colour, 1)
    if data is None:
        row = bytes(1 + (width * bits * samples + 7) // 8)
        packer = zlib.compressobj(9)
        data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + before + chunk(b"IDAT", data) + last


def pictures():
    good = png(96, 32)
    yield "good.png", good
    yield "2^31.png", png(2**31 - 1, 2**31 - 1, data=b"")
    yield "0 wide.png", png(0, 5, data=b"")
    yield "60000 a side.png", png(60000, 60000, data=zlib.compress(b"\0"))
    yield "32768 a side, 16 bits.png", png(32768, 32768, 16, 6, zlib.compress(b"\0"))
    yield "1.8 GB in 1.7 MB.png", png(20000, 15000, 16)
    text = zlib.compress(b"A" * (200 << 20), 9)
    yield "text bomb.png", png(96, 32, before=chunk(b"zTXt", b"k\0\0" + text))
    yield "profile bomb.png", png(96, 32, before=chunk(b"iCCP", b"k\0\0" + text))
    yield "bad sum.png", good[:50] + bytes([good[50] ^ 1]) + good[51:]
    yield "cut.png", good[:-30]
    yield "no end.png", png(96, 32, last=b"")
    yield "short.png", png(96, 32, data=zlib.compress(bytes(50)))
    yield "type 7.png", png(8, 8, 8, 7, zlib.compress(bytes(100)))
    yield "3 bits.png", png(8, 8, 3, 0, zlib.compress(bytes(100)))
    yield "no palette.png", png(8, 8, 8, 3, zlib.compress(bytes(72)))
    yield "signature alone.png", good[:8]
    yield "JPEG by content.png", b"\xff\xd8\xff\xe0" + bytes(64)


# ## Pickles, under any name

def pickles():
    yield "good.safetensors", header({"t": tensor()}, bytes(12))
    zipped = archive(("archive/data.pkl", PICKLE), ("archive/version", b"3\n"))
    old = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19." + PICKLE
    for end in ("safetensors", "ckpt", "bin", "pt", "pth", "json", "npy", "npz", "png"):
        yield f"raw.{end}", PICKLE
        yield f"zip.{end}", zipped
        yield f"old.{end}", old


# ## Configurations

def configurations():
    yield "good.yaml", b"steps: 20\n"
    tens = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 10))
    yield "lists of aliases.yaml", (tens + "steps: *a9\n").encode()
    maps = "a0: &a0 {x: 1, y: 2}\n" + "".join(f"a{i}: &a{i} {{x: *a{i - 1}, y: *a{i - 1}}}\n" for i in range(1, 40))
    yield "maps of aliases.yaml", maps.encode()
    keys = "a0: &a0 [1, 2]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 40))
    yield "an alias as key.yaml", (keys + "? *a39\n: 1\n").encode()
    yield "a list of aliases as key.yaml", (keys + "[*a39, *a39]: 1\n").encode()
    yield "a loop.yaml", b"a: &a [*a]\n"
    yield "a key twice.yaml", b"steps: 3\nsteps: 4\n"
    yield "10 MB.yaml", b"steps: 3\n" + b"# x\n" * 2_700_000
    yield "deep list.yaml", b"steps: " + b"[" * 100_000
    yield "deep map.yaml", b"{a: " * 100_000
    yield "deep blocks.yaml", b"- " * 200_000
    yield "wrong type.yaml", b"steps: many\n"
    yield "a map for a number.yaml", b"steps: {a: {b: 1}}\n"
    yield "lists in a list.yaml", b"steps: [1, [2, 3]]\n"
    yield "unknown.yaml", b"stpes: 3\n"
    yield "no mapping.yaml", b"- steps\n"
    yield "a tag.yaml", b"steps: !!python/object/apply:os.system ['touch x']\n"
    yield "bytes.yaml", b"\0\1\2\3"
    yield "infinity.yaml", b"steps: 1e400\n"
    yield "two documents.yaml", b"steps: 3\n---\nsteps: 4\n"


# ## Giving them to a program

def run(arguments, folder, limit):
    """Exit code, seconds, KiB resident at most, standard error."""
    errors = open(os.path.join(folder, ".errors"), "w+b")
    start = time.monotonic()
    child = subprocess.Popen(
        arguments, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors,
        env={**os.environ, "SWIFT_BACKTRACE": "enable=no"})
    while True:
        pid, status, usage = os.wait4(child.pid, os.WNOHANG)
        if pid:
            break
        if time.monotonic() - start > limit:
            child.kill()
        time.sleep(0.001)
    took = time.monotonic() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    errors.seek(0)
    return child.returncode, took, usage.ru_maxrss, errors.read().decode(errors="replace")


def weights(program, name):
    return [program, "inspect-weights", name]


def depth(program, name):
    return [program, "evaluate", "--data", "truth", "--predictions", f"p={name}", "--jobs", "1", "--progress", "none"]


def picture(program, name):
    return [program, "predict", name, "--model", "direct", "--jobs", "1", "--progress", "none", "--out", name + "-out"]


def configuration(program, name):
    return [program, "--preset", "smoke", "--quiet", "--dry-run", "--config", name, "--store", "store", "--out", "out"]


# Kind: files, how they are given, the codes of a refusal, seconds and MiB beyond what the first, harmless file takes.
KINDS = {
    "safetensors": (safetensors, weights, (65,), 0.05, 64),
    "numpy": (numpy, depth, (65,), 0.05, 64),
    "png": (pictures, picture, (65,), 0.05, 64),
    "pickle": (pickles, weights, (65,), 0.05, 64),
    "config": (configurations, configuration, (78,), 1.0, 256),
}


def main():
    kind, program = sys.argv[1], os.path.abspath(sys.argv[2])
    files, command, codes, seconds, mebibytes = KINDS[kind]
    kept = sys.argv[3] if len(sys.argv) > 3 else None
    with tempfile.TemporaryDirectory() as folder:
        folder = kept or folder
        os.makedirs(folder, exist_ok=True)
        faults, worst, most, count, base = [], 0.0, 0, 0, None
        for name, data in files():
            path = os.path.join(folder, name if "." in name else name + ".safetensors")
            if command is depth:
                # The prediction of a frame of 8 x 4 pixels.
                for part, content in (("truth", GOOD), (name, data)):
                    os.makedirs(os.path.join(folder, part), exist_ok=True)
                    end = "npy" if part == "truth" else name.rsplit(".", 1)[1]
                    with open(os.path.join(folder, part, "0." + end), "wb") as file:
                        file.write(content)
                given = name
            else:
                with open(path, "wb") as file:
                    file.write(data)
                given = os.path.basename(path)
            before = set(os.listdir(folder))
            # The best of three: another process may take the cores for a while.
            results = [run(command(program, given), folder, 60) for _ in range(1 if base is None else 3)]
            if base is None:
                results += [run(command(program, given), folder, 60) for _ in range(4)]
            code, took, memory, errors = min(results, key=lambda r: r[1])
            lines = [line for line in errors.splitlines() if line.startswith("error: ")]
            if base is None:
                if code not in (0, 1):
                    faults.append(f"{name}: a harmless file ends with {code}: {errors.strip()[:200]}")
                base = (took, memory)
                continue
            count += 1
            worst, most = max(worst, took - base[0]), max(most, memory - base[1])
            if code not in codes or len(lines) != 1:
                faults.append(f"{name}: {code}, {len(lines)} lines: {errors.strip()[:160]}")
            elif took - base[0] > seconds or memory - base[1] > mebibytes << 10:
                faults.append(f"{name}: {took - base[0]:.2f} s and {(memory - base[1]) >> 10} MiB more than harmless")
            if "x" in set(os.listdir(folder)) - before:
                faults.append(f"{name}: something in it was run")
        print(f"{count} files, {count - len(faults)} refused; at most {worst * 1000:.0f} ms and {most >> 10} MiB "
              f"more than a harmless one takes ({base[0] * 1000:.0f} ms, {base[1] >> 10} MiB)")
        for fault in faults:
            print("  " + fault)
        sys.exit(1 if faults else 0)


main()
