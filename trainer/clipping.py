"""AdamW that clips the gradients of the whole batch, on however many devices it lies.

On TensorFlow Keras clips what each replica has found, before the replicas' gradients are added:
another rule than on a single device, and the losses part as soon as a gradient is clipped. Here
they are added first. JAX knows only the whole batch's gradients; there nothing is to be done.
"""

from typing import Any

import keras


class ClippedAdamW(keras.optimizers.AdamW):
    """AdamW whose ``clipnorm``, ``clipvalue`` or ``global_clipnorm`` means the whole batch.

    It leans on two private methods of Keras 3.15; that both are still called, on TensorFlow and
    on JAX, the tests of parallel fits tell.
    """

    def _clip_gradients(self, gradients: list[Any]) -> list[Any]:
        adds_replicas = hasattr(super(), "_all_reduce_sum_gradients")
        clipped: list[Any] = gradients if adds_replicas else super()._clip_gradients(gradients)
        return clipped

    def _all_reduce_sum_gradients(self, pairs: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
        sums, variables = zip(*super()._all_reduce_sum_gradients(pairs), strict=True)
        return list(zip(super()._clip_gradients(list(sums)), variables, strict=True))
