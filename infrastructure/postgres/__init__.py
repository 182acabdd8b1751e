"""PostgreSQL: the embedded server or one of the operator's, its roles, passwords and migrations."""

from infrastructure.postgres.database import Database, attach_database, open_database
from infrastructure.postgres.migrations import migrate
from infrastructure.postgres.roles import DatabaseRole, RoleNames

__all__ = ["Database", "DatabaseRole", "RoleNames", "attach_database", "migrate", "open_database"]
