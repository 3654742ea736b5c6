"""The pages of the admin for the organisation."""

from . import access_log, locations, messages, partners, people, shared_lists

__all__ = ["access_log", "locations", "messages", "partners", "people", "shared_lists"]
