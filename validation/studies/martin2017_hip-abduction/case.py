"""Martin 2017: the hip at 70 degrees, the thigh from adduction to abduction."""


def predict(replay):
    run = replay.movement("martin2017-abduction", preparation="fresh")

    def fall(site):
        return -run.gain(site, "strain_percent", to="40 deg abduction", since="10 deg adduction")

    return {"C010a": fall("sciatic.notch.r"), "C010b": fall("sciatic.gluteal_fold.r")}
