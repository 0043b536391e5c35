"""Runs a command on a terminal of its own and types what it is told when it is asked: terminal.py KEYS -- COMMAND...

KEYS are answers separated by commas; each is sent when a question, "(y/N)", appears. Exits as the command does.
"""
import os
import pty
import sys

keys = sys.argv[1].split(",")
answered = True
command = sys.argv[3:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
seen = b""
while True:
    try:
        chunk = os.read(terminal, 4096)
    except OSError:
        break
    if not chunk:
        break
    os.write(1, chunk)
    seen += chunk
    if not answered and "\u2714".encode() in seen:
        # The question is drawn once more with its answer; only what comes after it can be the next one.
        answered = True
        seen = seen.split("\u2714".encode())[-1].split(b"\n", 1)[-1]
    if keys and answered and b"(y/N)" in seen:
        answered = False
        seen = b""
        key = keys.pop(0)
        os.write(terminal, b"\x03" if key == "^C" else key.encode() + b"\r")
_, status = os.waitpid(pid, 0)
sys.exit(os.waitstatus_to_exitcode(status))
