"""Django's PostgreSQL engine, with the embedded server started for the first connection."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from django.db.backends.postgresql.client import DatabaseClient as PostgresClient
from psycopg.pq import Ping

from kam_portal.embedded.server import Server, program


class DatabaseClient(PostgresClient):
    """`manage.py dbshell` with the psql that came with the server."""

    @classmethod
    def settings_to_cmd_args_env(
        cls, settings_dict: dict[str, Any], parameters: Iterable[str]
    ) -> tuple[list[str], dict[str, str] | None]:
        arguments, env = super().settings_to_cmd_args_env(settings_dict, parameters)
        return [program("psql"), *arguments[1:]], env

    def runshell(self, parameters: Iterable[str]) -> None:
        self.connection.ensure_connection()
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    """Nothing is started by naming the database; a connection starts, or finds again, the server."""

    client_class = DatabaseClient
    started: set[str] = set()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        server = Server(Path(self.settings_dict["EMBEDDED_IN"]))
        if str(server.var_dir) not in self.started:
            server.ensure_running()
            self.started.add(str(server.var_dir))
        try:
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            if server.ping() is Ping.OK:
                raise
            server.ensure_running()
            return super().get_new_connection(conn_params)
