"""Log-mel features inside the graph, so that PCM is all a device has to supply."""

from __future__ import annotations

from dataclasses import dataclass

import librosa
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn


@dataclass(frozen=True)
class FrontendSettings:
    """What the log-mel features are made of."""

    sample_rate_hz: int = 16000
    window_samples: int = 512
    """Analysis window (Hann), equal to the FFT size: 32 ms."""
    hop_samples: int = 160
    """Distance between two feature frames: 10 ms."""
    mels: int = 80
    low_hz: float = 20.0
    high_hz: float = 8000.0
    floor: float = 1e-6
    """Added to the mel power before the logarithm: about the power of noise at -67 dBFS."""
    mean: float = -7.0
    """Subtracted from the log-mel values; with ``deviation`` they come out near zero mean, unit variance."""
    deviation: float = 4.0

    @property
    def overlap_samples(self) -> int:
        """Samples of one window that the next window sees again: the front end's state."""
        return self.window_samples - self.hop_samples


def fourier_basis(settings: FrontendSettings) -> NDArray[np.float32]:
    """Real and imaginary rows of the windowed DFT, shape (2 * bins, window_samples).

    A product with this matrix is what onnxruntime and onnxruntime-web both run everywhere; the ONNX DFT
    operator is not supported by the latter.
    """
    size = settings.window_samples
    bins = np.arange(size // 2 + 1)[:, None]
    angle = 2 * np.pi * bins * np.arange(size)[None] / size
    window = librosa.filters.get_window("hann", size, fftbins=True)
    basis = np.concatenate([np.cos(angle), -np.sin(angle)]) * window
    return np.asarray(basis, dtype=np.float32)


def mel_filters(settings: FrontendSettings) -> NDArray[np.float32]:
    """Slaney's mel filter bank as librosa builds it, shape (mels, bins)."""
    filters = librosa.filters.mel(
        sr=settings.sample_rate_hz,
        n_fft=settings.window_samples,
        n_mels=settings.mels,
        fmin=settings.low_hz,
        fmax=settings.high_hz,
    )
    return np.asarray(filters, dtype=np.float32)


class LogMel(nn.Module):
    """PCM and the last window's overlap in, log-mel frames and the new overlap out."""

    basis: Tensor
    filters: Tensor

    def __init__(self, settings: FrontendSettings) -> None:
        super().__init__()
        self.settings = settings
        self.register_buffer("basis", torch.from_numpy(fourier_basis(settings)), persistent=False)
        self.register_buffer("filters", torch.from_numpy(mel_filters(settings)), persistent=False)

    def forward(self, audio: Tensor, overlap: Tensor) -> tuple[Tensor, Tensor]:
        """Features of every window that ends within ``audio``.

        audio: (batch, samples), samples a multiple of ``hop_samples``; overlap: (batch, overlap_samples).
        Returns (batch, samples / hop_samples, mels) and the next overlap. Equal to
        ``librosa.feature.melspectrogram(center=False)`` of overlap + audio, floored, in natural logarithm,
        shifted by ``mean`` and divided by ``deviation``.
        """
        signal = torch.cat([overlap, audio], dim=1)
        spectrum = nn.functional.conv1d(
            signal.unsqueeze(1), self.basis.unsqueeze(1), stride=self.settings.hop_samples
        )  # (B, 2 * bins, F)
        real, imaginary = spectrum.chunk(2, dim=1)
        power = real * real + imaginary * imaginary
        mel = torch.matmul(power.transpose(1, 2), self.filters.t())  # (B, F, mels)
        features = (torch.log(mel + self.settings.floor) - self.settings.mean) / self.settings.deviation
        return features, signal[:, -self.settings.overlap_samples :]
