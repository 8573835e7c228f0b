"""Who is at the keyboard?

On SQLite the OS user is who may touch the file, on Postgres the role who may touch the tables: these are the
identity. The configured name is how colleagues know the operator; it is shown, and stored beside the identity (faults
3.1).
"""

from __future__ import annotations

import os
import pwd
import socket
from dataclasses import dataclass

__all__ = ["SYSTEM_USER", "Operator"]

SYSTEM_USER = "SYSTEM"
"""By whom the engine itself acts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """One who gives commands."""

    os_user: str
    display_name: str
    host: str
    os_pid: int

    @classmethod
    def here(cls, display_name: str = "") -> Operator:
        """Return the user this program runs as; `display_name` defaults to the account's name."""
        uid = os.getuid()
        try:
            account = pwd.getpwuid(uid).pw_name
        except KeyError:  # a container may run as a number without an account
            account = f"uid {uid}"
        return cls(os_user=account, display_name=display_name or account, host=socket.gethostname(), os_pid=os.getpid())
