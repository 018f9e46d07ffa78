"""What is measured, found by name: a keyboard, a recognizer, or an adapter around another one."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from linnet_runtime.errors import LinnetError


class EngineError(LinnetError):
    """A keyboard or a recognizer could not be found or loaded; it is skipped."""


@dataclass(frozen=True)
class EngineSource:
    """An engine that can be loaded in any process: a callable by name and its arguments."""

    name: str
    """What the tables call it."""
    module: str
    """Name of a module, or path of a Python file."""
    attribute: str
    """Dotted name of the callable in the module."""
    arguments: tuple[str, ...] = ()
    options: dict[str, str | int] = field(default_factory=dict)

    @classmethod
    def parse(cls, reference: str, *arguments: str, **options: str | int) -> EngineSource:
        """Read "module:attribute" or "file.py:attribute"; without an attribute it is "load"."""
        module, colon, attribute = reference.partition(":")
        name = Path(module).stem if module.endswith(".py") else module
        return cls(name, module, attribute if colon else "load", arguments, options)

    def load(self) -> Any:
        """Load it. Raises `EngineError` when it or something it needs is not installed."""
        try:
            found: Any = self._module()
            for name in self.attribute.split("."):
                found = getattr(found, name)
            return found(*self.arguments, **self.options)
        except (ImportError, OSError, AttributeError) as error:
            raise EngineError(f"{self.name}: expected something that can be loaded: {error}") from error

    def _module(self) -> ModuleType:
        if not self.module.endswith(".py"):
            return importlib.import_module(self.module)
        name = f"linnet_peer_{Path(self.module).stem}"
        spec = importlib.util.spec_from_file_location(name, self.module)
        if spec is None or spec.loader is None:
            raise ImportError(f"{self.module} is not a Python file")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module  # dataclasses look their module up by name
        spec.loader.exec_module(module)
        return module
