"""Turn off what ONNX Runtime reports: from 1.29 on its official builds tell Microsoft how they are used.

They keep a device number and a database below ~/.cache/Microsoft, and send them when there is a network
(https://github.com/microsoft/onnxruntime/blob/main/docs/Privacy.md). Importing this module before onnxruntime
makes no such file; whoever imports onnxruntime earlier in a program must set the variable there.
"""

from __future__ import annotations

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read once, when onnxruntime is first loaded

import onnxruntime

onnxruntime.disable_telemetry_events()  # what Windows heeds
