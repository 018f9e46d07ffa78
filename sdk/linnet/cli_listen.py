"""``linnet listen``: the microphone in, text out."""

from __future__ import annotations

import contextlib

from linnet.captions import Captions
from linnet.cli_options import BundleOption
from linnet.microphone import Microphone
from linnet.recognizer import Recognizer


def listen(bundle: BundleOption = None) -> None:
    """Show what is said into the microphone, until Ctrl-C."""
    recognizer = Recognizer.load(bundle)
    with Microphone.open() as microphone, Captions() as captions:
        stream = recognizer.stream(microphone.sample_rate_hz)
        with contextlib.suppress(KeyboardInterrupt):  # the way to end it; the last words still count
            for samples in microphone.blocks():
                for event in stream.accept(samples):
                    captions.show(event)
        for event in stream.finish():
            captions.show(event)
