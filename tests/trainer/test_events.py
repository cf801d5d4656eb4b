"""TensorBoard's file is one that TensorFlow reads, record by record."""

from pathlib import Path

from trainer.events import EventFile


def test_tensorflow_reads_the_records_and_their_checksums(tmp_path: Path) -> None:
    import tensorflow as tf
    from tensorboardX.proto.event_pb2 import Event

    file = EventFile(tmp_path / "tensorboard", epochs=2)
    file.write(3, {"loss": 0.5, "accuracy": 0.25})
    file.write(4, {"loss": 0.125})
    (path,) = (tmp_path / "tensorboard").iterdir()
    assert "tfevents" in path.name
    records = tf.data.TFRecordDataset(str(path)).as_numpy_iterator()
    version, start, third, fourth = (Event.FromString(record) for record in records)
    assert version.file_version == "brain.Event:2"
    # TensorBoard forgets what an earlier file has from this step on.
    assert (start.step, start.session_log.status) == (3, start.session_log.START)
    assert third.step == 3
    figures = {value.tag: value.simple_value for value in third.summary.value}
    assert figures == {"loss": 0.5, "accuracy": 0.25}
    assert [(value.tag, value.simple_value) for value in fourth.summary.value] == [("loss", 0.125)]
