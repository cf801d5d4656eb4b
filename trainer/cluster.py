"""Several processes, usually one a machine, that train one network together, on JAX.

Every process runs the same command with a number of its own. Each draws the same batches and
feeds its own rows (:func:`trainer.devices.own_share`); process 0 alone writes files.
"""

from dataclasses import dataclass

from trainer.errors import TrainingError


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where the processes meet, and which of them this one is.

    Attributes:
        coordinator: ``host:port`` of process 0, which all can reach; empty where JAX finds out
            everything by itself, as on the machines of a TPU pod.
        processes: how many there are, 2 or more; 0 without a coordinator.
        process: this one's number, 0 ... processes - 1.

    Raises:
        TrainingError: these are no cluster.
    """

    coordinator: str = ""
    processes: int = 0
    process: int = 0

    def __post_init__(self) -> None:
        """Check what JAX would only complain about after minutes of waiting."""
        if not self.coordinator and self.processes == self.process == 0:
            return
        host, _, port = self.coordinator.rpartition(":")
        if not host or not port.isdigit():
            raise TrainingError(
                f"The coordinator {self.coordinator!r} is no host:port. Give the host and a free "
                "port of process 0, such as 10.0.0.1:1234, to every process."
            )
        if self.processes < 2 or not 0 <= self.process < self.processes:
            raise TrainingError(
                f"There is no process {self.process} of {self.processes}. Give 2 processes or "
                "more, and each its own number from 0."
            )


def join(cluster: Cluster) -> None:
    """Wait for the other processes; to be called once, before anything is computed.

    Raises:
        TrainingError: the cluster cannot be joined.
    """
    import keras

    number = cluster.process if cluster.coordinator else None
    try:
        keras.distribution.initialize(
            cluster.coordinator or None, cluster.processes or None, number
        )
    except (RuntimeError, ValueError) as error:
        raise TrainingError(
            f"The cluster at {cluster.coordinator or 'an unknown address'} cannot be joined: "
            f"{str(error).rstrip('.')}. Start all processes within five minutes, and let each "
            "join one cluster before it computes anything."
        ) from error
