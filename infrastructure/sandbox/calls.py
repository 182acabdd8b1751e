"""A filter of system calls (seccomp) for the process that looks at a file: what it may still ask of the kernel.

After it nothing is opened, connected, run, signalled or traced; it reads and writes what was open before, and
asks for memory. Anything else is answered with "not permitted", so a parser that reaches for a font goes without.

Source: Linux, Documentation/userspace-api/seccomp_filter.rst; numbers of calls from the kernel's own tables.
"""

from __future__ import annotations

import codecs
import ctypes
import importlib
import platform
import struct
import sys
from collections.abc import Mapping

_NO_NEW_PRIVS, _SET_SECCOMP, _FILTER = 38, 22, 2
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_KILL, _REFUSE, _ALLOW = 0x80000000, 0x00050001, 0x7FFF0000
_X32 = 0x40000000
"""Calls of a second kind on x86-64, under numbers of their own."""
_X86: Mapping[str, int] = {
    **{"read": 0, "write": 1, "close": 3, "fstat": 5, "lseek": 8, "mmap": 9, "mprotect": 10, "munmap": 11},
    **{"brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "pread64": 17, "readv": 19},
    **{
        "writev": 20,
        "sched_yield": 24,
        "mremap": 25,
        "madvise": 28,
        "nanosleep": 35,
        "getpid": 39,
        "exit": 60,
    },
    **{"gettimeofday": 96, "getrusage": 98, "sigaltstack": 131, "gettid": 186, "futex": 202},
    **{"sched_getaffinity": 204, "restart_syscall": 219, "clock_gettime": 228, "clock_getres": 229},
    **{
        "clock_nanosleep": 230,
        "exit_group": 231,
        "set_robust_list": 273,
        "getrandom": 318,
        "membarrier": 324,
    },
    **{"rseq": 334, "getcwd": 79},
}
_ARM: Mapping[str, int] = {
    **{"read": 63, "write": 64, "close": 57, "fstat": 80, "lseek": 62, "mmap": 222, "mprotect": 226},
    **{"munmap": 215, "brk": 214, "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139},
    **{"pread64": 67, "readv": 65, "writev": 66, "sched_yield": 124, "mremap": 216, "madvise": 233},
    **{
        "nanosleep": 101,
        "getpid": 172,
        "exit": 93,
        "gettimeofday": 169,
        "getrusage": 165,
        "sigaltstack": 132,
    },
    **{"gettid": 178, "futex": 98, "sched_getaffinity": 123, "restart_syscall": 128, "clock_gettime": 113},
    **{
        "clock_getres": 114,
        "clock_nanosleep": 115,
        "exit_group": 94,
        "set_robust_list": 99,
        "getrandom": 278,
    },
    **{"membarrier": 283, "rseq": 293, "getcwd": 17},
}
_MACHINES: Mapping[str, tuple[int, Mapping[str, int]]] = {
    "x86_64": (0xC000003E, _X86),
    "aarch64": (0xC00000B7, _ARM),
}
"""Mark of the kernel for a kind of machine, and its numbers of calls."""
_NEEDED = ("PIL.JpegImagePlugin", "PIL.MpoImagePlugin", "PIL.PngImagePlugin", "PIL.WebPImagePlugin")
_LETTERS = ("ascii", "cp437", "latin-1", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")


def _loaded() -> None:
    """Load what the parsers would load when they first need it; nothing can be opened afterwards."""
    for name in _NEEDED:
        importlib.import_module(name)
    for name in _LETTERS:
        codecs.lookup(name)


def _program(arch: int, calls: Mapping[str, int]) -> bytes:
    """Return the filter: another machine is killed, a call that is needed passes, all others are refused."""

    def line(code: int, value: int, is_so: int = 0, else_: int = 0) -> bytes:
        return struct.pack("HBBI", code, is_so, else_, value)

    lines = [line(_LOAD, 4), line(_EQUAL, arch, 1, 0), line(_RETURN, _KILL), line(_LOAD, 0)]
    lines += [line(_AT_LEAST, _X32, 0, 1), line(_RETURN, _KILL)]
    for number in sorted(calls.values()):
        lines += [line(_EQUAL, number, 0, 1), line(_RETURN, _ALLOW)]
    return b"".join([*lines, line(_RETURN, _REFUSE)])


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("lines", ctypes.c_char_p))


def filter_calls() -> bool:
    """Let this process ask no more of the kernel than it needs; return whether the system could do it."""
    known = _MACHINES.get(platform.machine())
    if not sys.platform.startswith("linux") or known is None or sys.maxsize < 1 << 32:
        return False
    _loaded()
    lines = _program(*known)
    held = _Program(len(lines) // 8, ctypes.c_char_p(lines))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl.argtypes = (ctypes.c_int, *([ctypes.c_ulong] * 4))
    if prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(prctl(_SET_SECCOMP, _FILTER, ctypes.addressof(held), 0, 0) == 0)
