"""Fulfilment channels, carriers, the rules that say what customs ask, and stops."""

from clearance.channels.models.channels import Carrier, FulfilmentChannel
from clearance.channels.models.requirements import IdRequirementRule
from clearance.channels.models.stops import PolicyStop

__all__ = ["Carrier", "FulfilmentChannel", "IdRequirementRule", "PolicyStop"]
