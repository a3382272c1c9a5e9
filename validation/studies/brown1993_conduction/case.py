"""Motor conduction of a nerve stretched for two hours (brown1993)."""

from __future__ import annotations


def predict(replay):
    """Loss of amplitude [%] after two hours at 8 and 15 %."""
    bench = replay.bench

    def loss(strain):
        life = bench.life(bench.specimen("tibial").hold(strain, 7200.0, rise_s=10.0))
        return 100.0 - life.conduction_percent[:, -1:]

    return {"N016": loss(8.0), "N017": loss(15.0)}
