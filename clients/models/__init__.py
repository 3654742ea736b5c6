"""Clients: the residents who ask for help, what was agreed with them, and the activities to choose from."""

from .activity import Activity
from .agreement import AgreementSlot, ClientAgreement
from .client import Client, ClientPause

__all__ = ["Activity", "AgreementSlot", "Client", "ClientAgreement", "ClientPause"]
