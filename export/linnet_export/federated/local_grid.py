"""All devices in this process, one after the other, with every byte between them and the server counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flwr.app import Context, Error, Message, RecordDict
from flwr.clientapp import ClientApp
from flwr.common.serde import recorddict_to_proto
from flwr.serverapp import Grid
from flwr.supercore.run import Run
from flwr.supercore.task_identity import TaskIdentity

_FAILED = 1


@dataclass
class Traffic:
    """Bytes of the messages as Flower puts them on the wire (protobuf), without transport."""

    down: int = 0
    """From the server to devices."""
    up: int = 0


class LocalGrid(Grid):
    """Flower's `Grid` without its simulation engine: ray, which that needs, is 220 MB and starts processes.

    The same `ClientApp` and strategies run below Flower's engine or between real devices.
    """

    def __init__(self, app: ClientApp, nodes: int) -> None:
        self._app = app
        self._contexts = {
            node: Context(0, node, {"partition-id": node - 1, "num-partitions": nodes}, RecordDict(), {})
            for node in range(1, nodes + 1)
        }
        self._run = Run.create_empty(0)
        TaskIdentity.task_id = TaskIdentity.run_id = TaskIdentity.node_id = 0  # who makes messages here
        self.traffic: dict[str, Traffic] = {}
        """By group of messages, which is the number of the round."""

    def set_run(self, run: Run) -> None:
        """Take the run's description."""
        self._run = run

    @property
    def run(self) -> Run:
        """The run's description."""
        return self._run

    def create_message(self, *arguments: Any, **named: Any) -> Message:
        """Refuse: Flower itself has given this up for the constructor of `Message`."""
        raise NotImplementedError("make a flwr.app.Message")

    def get_node_ids(self) -> Iterable[int]:
        """Every device, by number from 1."""
        return list(self._contexts)

    def push_messages(self, messages: Iterable[Message]) -> Iterable[str]:
        """Refuse: messages are answered at once here."""
        raise NotImplementedError("use send_and_receive")

    def pull_messages(self, message_ids: Iterable[str]) -> Iterable[Message]:
        """Refuse: messages are answered at once here."""
        raise NotImplementedError("use send_and_receive")

    def send_and_receive(
        self,
        messages: Iterable[Message],
        *,
        timeout: float | None = None,  # noqa: ARG002
    ) -> list[Message]:
        """Let each device answer its message."""
        return [self._answer(message) for message in messages]

    def _answer(self, message: Message) -> Message:
        traffic = self.traffic.setdefault(message.metadata.group_id, Traffic())
        sent = recorddict_to_proto(message.content)
        traffic.down += sent.ByteSize()
        try:
            answer = self._app(_copy(message), self._contexts[message.metadata.dst_node_id])
        except Exception as error:  # a device that fails does not end the run, the strategy decides
            return Message(Error(_FAILED, f"{type(error).__name__}: {error}"), reply_to=message)
        traffic.up += recorddict_to_proto(answer.content).ByteSize()
        return answer


def _copy(message: Message) -> Message:
    """Return a message whose records a device may take apart: the server sends one content to all."""
    content = RecordDict({name: type(record)(dict(record)) for name, record in message.content.items()})
    return Message(content, metadata=message.metadata)
