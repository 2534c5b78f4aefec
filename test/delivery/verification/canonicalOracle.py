"""CPython's own answer, for the tests and the benchmark.

Each request on stdin: how often to do it (4 bytes, big-endian), length (4 bytes), the document.
Each answer on stdout: nanoseconds per time (8 bytes), length (4 bytes), the canonical form. In the place of
the length, 0xffffffff says that the document was refused, 0xfffffffe that it is nested too deeply for this CPython.
"""

import json
import struct
import sys
import threading
import time

REFUSED, TOO_DEEP = 0xFFFFFFFF, 0xFFFFFFFE


def canonical(raw):
    return json.dumps(json.loads(raw), separators=(",", ":"), sort_keys=True)


def answer(times, raw):
    try:
        begin = time.perf_counter_ns()
        for _ in range(times):
            form = canonical(raw)
        elapsed = (time.perf_counter_ns() - begin) // times
    except RecursionError:
        return struct.pack(">QI", 0, TOO_DEEP)
    except ValueError:
        return struct.pack(">QI", 0, REFUSED)
    return struct.pack(">QI", elapsed, len(form)) + form.encode("ascii")


def serve():
    while header := sys.stdin.buffer.read(8):
        times, length = struct.unpack(">II", header)
        sys.stdout.buffer.write(answer(times, sys.stdin.buffer.read(length)))
        sys.stdout.buffer.flush()


# The limits protect servers; here they would only hide what the two sides have in common.
sys.setrecursionlimit(100_000)
if hasattr(sys, "set_int_max_str_digits"):
    sys.set_int_max_str_digits(0)
threading.stack_size(1 << 29)
thread = threading.Thread(target=serve)
thread.start()
thread.join()
