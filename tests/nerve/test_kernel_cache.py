"""The folder of compiled code: trusted only under its seal, emptied when damaged, done without when not writable.

What happens on a real damaged folder (compile again, same results to the last bit) takes a compilation per case; here
the guard around it is tested.
"""

import json

from neuroglide.nerve import kernel


def sealed_folder(tmp_path):
    folder = tmp_path / "kernel-x"
    assert kernel._ready(folder)
    (folder / "sub").mkdir()
    (folder / "sub" / "run.nbc").write_bytes(b"machine code")
    kernel._seal(folder)
    return folder


def test_a_sealed_folder_is_kept(tmp_path):
    folder = sealed_folder(tmp_path)
    assert kernel._ready(folder) and (folder / "sub" / "run.nbc").exists()


def test_a_damaged_file_empties_the_folder(tmp_path):
    folder = sealed_folder(tmp_path)
    (folder / "sub" / "run.nbc").write_bytes(b"garbage")
    assert kernel._ready(folder)
    assert not (folder / "sub").exists() and not kernel._sealed(folder)


def test_a_missing_or_garbled_seal_is_no_seal(tmp_path):
    folder = sealed_folder(tmp_path)
    (folder / kernel.SEAL).write_bytes(b"\xff\xfe not json")
    assert not kernel._sealed(folder)
    (folder / kernel.SEAL).unlink()
    assert not kernel._sealed(folder)


def test_a_file_more_or_less_breaks_the_seal(tmp_path):
    folder = sealed_folder(tmp_path)
    (folder / "more.nbi").write_bytes(b"")
    assert not kernel._sealed(folder)
    (folder / "more.nbi").unlink()
    assert kernel._sealed(folder)
    (folder / "sub" / "run.nbc").unlink()
    assert not kernel._sealed(folder)


def test_an_unwritable_place_is_told_in_one_line_with_the_way_out(tmp_path, capsys):
    place = tmp_path / "a-file"
    place.write_text("not a folder")
    assert not kernel._ready(place / "kernel-x")
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "NEUROGLIDE_CACHE" in said


def test_sealing_never_raises(tmp_path):
    kernel._seal(tmp_path / "missing")


def test_one_kernel_per_law_however_it_is_asked_for():
    assert kernel.kernel_for() is kernel.kernel_for("quartic_toe") is kernel.kernel_for(law="quartic_toe")


def test_seal_names_every_file(tmp_path):
    folder = sealed_folder(tmp_path)
    assert list(json.loads((folder / kernel.SEAL).read_text())) == ["sub/run.nbc"]
