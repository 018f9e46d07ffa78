"""Federated fine-tuning of a keyboard's language model with Flower (flwr): text stays where it was typed."""

from __future__ import annotations

import os

os.environ["FLWR_TELEMETRY_ENABLED"] = "0"  # read when flwr is imported; Linnet opens no socket
