"""Runs a program once and prints, as JSON, how long it took and how much memory it had at most (in KiB), and how it ended.

Usage: measure.py PROGRAM ARGUMENT...
"""
import json
import resource
import subprocess
import sys
import time

started = time.perf_counter()
ended = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({
    "milliseconds": seconds * 1000,
    "kibibytes": peak if sys.platform.startswith("linux") else peak // 1024,
    "code": ended.returncode,
    "stderr": ended.stderr.decode("utf-8", "replace")[-400:],
}))
