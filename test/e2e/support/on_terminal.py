"""Runs a program on a terminal of its own, as a person does, and presses Ctrl-C after a while.

Usage: on_terminal.py SECONDS PROGRAM ARGUMENT...   Prints a JSON object: what the terminal showed, and how the program ended.
"""
import json
import os
import pty
import select
import sys
import time

patience, program = float(sys.argv[1]), sys.argv[2:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(program[0], program)

shown, pressed, started = b"", False, time.time()
while True:
    ready, _, _ = select.select([terminal], [], [], 0.02)
    if ready:
        try:
            some = os.read(terminal, 65536)
        except OSError:      # the child has closed its end
            break
        if not some:
            break
        shown += some
    if not pressed and time.time() - started > patience:
        os.write(terminal, b"\x03")
        pressed = True
    if time.time() - started > patience + 20:
        os.kill(child, 9)
        break

_, status = os.waitpid(child, 0)
print(json.dumps({
    "shown": shown.decode("utf-8", "replace"),
    "code": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
    "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else None,
    "seconds": time.time() - started,
}))
