"""Readers of speech corpora: each turns files on disk into `Utterance` values."""

from __future__ import annotations

from linnet_export.corpora.common_voice import read_common_voice
from linnet_export.corpora.jsonl import read_jsonl, write_jsonl
from linnet_export.corpora.librispeech import read_librispeech

__all__ = ["read_common_voice", "read_jsonl", "read_librispeech", "write_jsonl"]
