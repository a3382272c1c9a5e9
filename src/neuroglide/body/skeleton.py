"""The skeleton that carries the nerve's bed; the only module that imports MuJoCo and ``myo_sim``.

The torso and legs of ``myo_sim`` (leg: Rajagopal 2016; back: the OpenSim lumbar model) are composed, the knee is
corrected, muscles other than the hamstrings are dropped, and the bed's points and cylinders are added. Nothing of the
packaged arm is loaded. Frames are OpenSim's: x forward, y up, z to the right, origin and axes those of the pelvis.
"""

from __future__ import annotations

import copy
import hashlib
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from typing import Any

import numpy as np

from neuroglide.body.cache import Arrays, cached_arrays
from neuroglide.body.course import Places
from neuroglide.body.path_table import load_path_table
from neuroglide.coordinates import SIDES

HAMSTRINGS = ("semimem", "semiten", "bflh")
#: Raise when the way the model is built changes, so that old cache files are not read.
_BUILD = "3"
# The knee of myo_sim 0.2.4 carries the tibia 12 mm too high at 90 degrees. These polynomials [m, rad] restore the
# translations of Rajagopal2015.osim; they were checked against OpenSim 4.6 (validation/references/opensim).
_KNEE_POLYCOEF = {
    "knee_angle_translation2_constraint": (0.0, 0.0089091, -0.00650404, 0.000244835, 0.000193536),
    "knee_angle_translation1_constraint": (0.0, -0.00544206, -0.00384408, 0.00255788, -0.000243256),
}
#: The knee's polynomials were fitted on this range [rad]; beyond it they go on as straight lines.
_KNEE_FIT = (0.0, np.deg2rad(120.0))


@dataclass(frozen=True)
class Coupling:
    """One joint driven by another: ``q[joint] = sum coefficients[k] q[driver]**k`` (``slides``: a length)."""

    joint: int
    driver: int
    coefficients: np.ndarray
    slides: bool


@dataclass(frozen=True)
class Skeleton:
    """The compiled generic skeleton and the names needed to drive it.

    ``model`` is never written: a person's is a scaled copy (:meth:`scaled`). ``joint`` and ``body`` give the index
    by name; ``muscle`` the index of a muscle's path; ``point_site`` and ``wrap_geom`` those of the bed's points
    and cylinders.
    """

    model: Any
    joint: dict[str, int]
    body: dict[str, int]
    muscle: dict[str, int]
    point_site: dict[str, int]
    wrap_geom: dict[str, int]
    couplings: tuple[Coupling, ...]

    def scaled(self, body_scale: np.ndarray, wrap_radius_m: dict[str, float]) -> Any:
        """A copy of the model with each body's contents scaled.

        Parameters: ``body_scale (nb,)`` multiplies everything placed in that body's frame; ``wrap_radius_m`` gives
        the radius of each nerve wrap before scaling, by name. Returns: a model for :meth:`places`.
        """
        model = copy.copy(self.model)
        source = self.model
        model.body_pos[:] = source.body_pos * body_scale[source.body_parentid][:, None]
        model.jnt_pos[:] = source.jnt_pos * body_scale[source.jnt_bodyid][:, None]
        model.site_pos[:] = source.site_pos * body_scale[source.site_bodyid][:, None]
        model.geom_pos[:] = source.geom_pos * body_scale[source.geom_bodyid][:, None]
        model.geom_size[:] = source.geom_size * body_scale[source.geom_bodyid][:, None]
        for name, radius in wrap_radius_m.items():
            geom = self.wrap_geom[name]
            model.geom_size[geom, 0] = radius * body_scale[source.geom_bodyid[geom]]
        return model

    def complete(self, q: np.ndarray, thigh_scale: float = 1.0) -> np.ndarray:
        """Fill in the driven joints of ``q (T, nq)`` in place and return it; slides stretch with the thigh."""
        value, slope, outside = self._driven(q)
        q[:, [link.joint for link in self.couplings]] = (value + outside * slope) * self._stretch(thigh_scale)
        return q

    def complete_slope(self, q: np.ndarray, thigh_scale: float = 1.0) -> dict[int, np.ndarray]:
        """How fast each driven joint moves with its driver ``(T,)`` [m/rad or 1], by joint."""
        _, slope, _ = self._driven(q)
        slope = slope * self._stretch(thigh_scale)
        return {link.joint: slope[:, k] for k, link in enumerate(self.couplings)}

    def _driven(self, q: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Value and slope of every coupling at the near end of the fit, and how far beyond it the driver is."""
        coefficients = np.stack([link.coefficients for link in self.couplings], axis=1)
        angle = q[:, [link.driver for link in self.couplings]]
        inside = np.clip(angle, *_KNEE_FIT)
        value, slope = np.zeros_like(angle), np.zeros_like(angle)
        for row in coefficients[::-1]:
            slope = slope * inside + value
            value = value * inside + row
        return value, slope, angle - inside

    def _stretch(self, thigh_scale: float) -> np.ndarray:
        return np.array([thigh_scale if link.slides else 1.0 for link in self.couplings])

    def muscle_lengths(self, model: Any, q: np.ndarray) -> np.ndarray:
        """Length [m] of every muscle path for postures ``q (T, nq)`` -> ``(T, muscles)``, indexed by ``muscle``."""
        return self.muscle_gradients(model, q)[0]

    def muscle_gradients(self, model: Any, q: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Length of every muscle path and its derivative by every joint, driven joints standing still.

        Parameters: ``model`` of :meth:`scaled`; ``q (T, nq)`` joint positions. Returns: ``(T, muscles)`` [m] and
        ``(T, muscles, nq)`` [m/rad or 1]; muscles indexed by ``muscle``, joints by ``joint``.
        """
        import mujoco

        data = mujoco.MjData(model)
        length, gradient = np.empty((len(q), model.ntendon)), np.zeros((len(q), model.ntendon, model.nv))
        position, at, by = data.qpos, data.ten_length, data.ten_J.reshape(-1)
        row, column = _gradient_places(model, by.size)
        kinematics, frames, tendon = mujoco.mj_kinematics, mujoco.mj_comPos, mujoco.mj_tendon
        for t in range(len(q)):
            position[:] = q[t]
            kinematics(model, data)
            frames(model, data)
            tendon(model, data)
            length[t] = at
            gradient[t, row, column] = by
        return length, gradient

    def places(self, model: Any, q: np.ndarray) -> Places:
        """Where the bed's points and cylinders are in each posture ``q (T, nq)``."""
        import mujoco

        data = mujoco.MjData(model)
        site = np.empty((len(q), model.nsite, 3))
        centre, axes = np.empty((len(q), model.ngeom, 3)), np.empty((len(q), model.ngeom, 9))
        position, kinematics = data.qpos, mujoco.mj_kinematics
        at, middle, turned = data.site_xpos, data.geom_xpos, data.geom_xmat
        for t in range(len(q)):
            position[:] = q[t]
            kinematics(model, data)
            site[t] = at
            centre[t] = middle
            axes[t] = turned
        wraps = self.wrap_geom.items()
        return Places(
            point={name: site[:, k] for name, k in self.point_site.items()},
            centre={name: centre[:, k] for name, k in wraps},
            axes={name: axes[:, k].reshape(-1, 3, 3) for name, k in wraps},
            radius={name: float(model.geom_size[k, 0]) for name, k in wraps},
        )

    def frames(self, model: Any, q: np.ndarray) -> np.ndarray:
        """Transforms ``(T, nb, 4, 4)`` of all bodies."""
        import mujoco

        data = mujoco.MjData(model)
        transform = np.zeros((len(q), model.nbody, 4, 4))
        transform[..., 3, 3] = 1.0
        for t in range(len(q)):
            data.qpos[:] = q[t]
            mujoco.mj_kinematics(model, data)
            transform[t, :, :3, :3] = data.xmat.reshape(-1, 3, 3)
            transform[t, :, :3, 3] = data.xpos
        return transform


def _gradient_places(model: Any, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Tendon and joint of every number of MuJoCo's tendon gradient, which newer releases keep without its zeros."""
    if size == model.ntendon * model.nv:
        return np.repeat(np.arange(model.ntendon), model.nv), np.tile(np.arange(model.nv), model.ntendon)
    return np.repeat(np.arange(model.ntendon), model.ten_J_rownnz), np.array(model.ten_J_colind)


@lru_cache(maxsize=1)
def load_skeleton() -> Skeleton:
    """The generic skeleton, from the cache when it is there and sound."""
    return _wrap(cached_arrays("skeleton", _key(), _build_arrays))


@lru_cache(maxsize=1)
def load_bone_arrays() -> Arrays:
    """Vertices [m], in the frame of their body, and faces of each packaged bone: ``v:NAME``, ``f:NAME``, ``b:NAME``."""
    return cached_arrays("bones", _key(), _build_bones)


def _key() -> str:
    parts = (_BUILD, version("mujoco"), version("myo_sim"), load_path_table().digest)
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def _compose() -> Any:
    """Torso and legs of ``myo_sim`` as one editable specification, quietly."""
    import mujoco
    import myo_sim

    # Attaching without a prefix keeps the names; MuJoCo warns that such a model may not save as XML, which we do not.
    mujoco.set_mju_user_warning(lambda _: None)
    try:
        spec = myo_sim.load_spec("myotorso")
        legs = myo_sim.FRAGMENT_SPEC_BUILDERS["myolegs"]()
        spec.attach(legs, prefix="", suffix="", frame=spec.body("Full Body").add_frame(name="legs_attach"))
    finally:
        mujoco.set_mju_user_warning(None)
    return spec


def _compile(spec: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return spec.compile()


def _neutral(model: Any) -> Callable[[str, np.ndarray], np.ndarray]:
    """A function that takes a place in the frame of the pelvis, neutral posture, into the frame of a body."""
    import mujoco

    data = mujoco.MjData(model)
    data.qpos[:] = model.qpos0
    mujoco.mj_kinematics(model, data)
    pelvis = data.body("pelvis")

    def local(body: str, place_m: np.ndarray) -> np.ndarray:
        frame = data.body(body)
        world = pelvis.xpos + pelvis.xmat.reshape(3, 3) @ place_m
        return frame.xmat.reshape(3, 3).T @ (world - frame.xpos)

    return local


def _build_bones() -> Arrays:
    model = _compile(_compose())
    arrays: Arrays = {}
    for geom in range(model.ngeom):
        mesh = model.geom_dataid[geom]
        if mesh < 0 or model.geom_bodyid[geom] == 0:
            continue
        v0, vn = model.mesh_vertadr[mesh], model.mesh_vertnum[mesh]
        f0, fn = model.mesh_faceadr[mesh], model.mesh_facenum[mesh]
        turn = _rotation(model.geom_quat[geom])
        name = model.mesh(mesh).name
        arrays[f"v:{name}"] = (model.mesh_vert[v0 : v0 + vn] @ turn.T + model.geom_pos[geom]).astype(np.float32)
        arrays[f"f:{name}"] = model.mesh_face[f0 : f0 + fn].astype(np.int32)
        arrays[f"b:{name}"] = np.array(model.body(model.geom_bodyid[geom]).name)
    return arrays


def _rotation(quaternion: np.ndarray) -> np.ndarray:
    w, x, y, z = quaternion
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )


def _build_arrays() -> Arrays:
    import mujoco

    spec = _compose()
    neutral = _neutral(_compile(spec.copy()))
    _correct_knee(spec)
    _prune(spec)
    _add_bed(spec, neutral)
    model = _compile(spec)
    blob = np.zeros(mujoco.mj_sizeModel(model), np.uint8)
    mujoco.mj_saveModel(model, None, blob)
    return {"model": blob}


def _wrap(arrays: Arrays) -> Skeleton:
    import mujoco

    model = mujoco.MjModel.from_binary_path("skeleton.mjb", {"skeleton.mjb": arrays["model"].tobytes()})
    couplings = []
    for i in range(model.neq):
        joint, driver = int(model.eq_obj1id[i]), int(model.eq_obj2id[i])
        slides = model.jnt_type[joint] == mujoco.mjtJoint.mjJNT_SLIDE
        couplings.append(Coupling(joint, driver, model.eq_data[i, :5].copy(), bool(slides)))
    return Skeleton(
        model=model,
        joint={model.joint(i).name: i for i in range(model.njnt)},
        body={model.body(i).name: i for i in range(model.nbody)},
        muscle={model.tendon(i).name.removesuffix("_tendon"): i for i in range(model.ntendon)},
        point_site={name: model.site(f"bed.{name}").id for name in load_path_table().points},
        wrap_geom={name: model.geom(f"wrap.{name}").id for name in load_path_table().wraps},
        couplings=tuple(couplings),
    )


def _correct_knee(spec: Any) -> None:
    for equality in spec.equalities:
        for name, coefficients in _KNEE_POLYCOEF.items():
            if equality.name in {f"{name}_{side}" for side in SIDES}:
                equality.data[:5] = coefficients


def _prune(spec: Any) -> None:
    """Keep bodies, joints, knee couplings and the hamstrings; drop everything else."""
    keep_tendons = {f"{muscle}_{side}_tendon" for muscle in HAMSTRINGS for side in SIDES}
    doomed = [*spec.actuators, *spec.sensors, *spec.keys, *spec.pairs, *spec.excludes]
    doomed += [e for e in spec.equalities if not e.name.startswith("knee_angle")]
    doomed += [t for t in spec.tendons if t.name not in keep_tendons]
    doomed += [spec.body(name) for name in ("Abdomen", "Arm_attachment", "head_attach")]
    for element in doomed:
        spec.delete(element)
    keep_geoms = {f"{wrap}_at_condyles_wrap_{side}" for wrap in ("SM", "ST") for side in SIDES}
    for geom in [g for g in spec.geoms if g.name not in keep_geoms]:
        spec.delete(geom)
    for geom in spec.geoms:
        geom.material = ""
    for site in [s for s in spec.sites if not any(muscle in s.name for muscle in HAMSTRINGS)]:
        spec.delete(site)
    for element in [*spec.meshes, *spec.textures, *spec.materials, *spec.lights, *spec.cameras]:
        spec.delete(element)
    for body in spec.bodies[1:]:
        # Inertia plays no part in kinematics; explicit values spare the compiler the deleted shapes.
        body.mass, body.inertia, body.explicitinertial = 1.0, [1.0, 1.0, 1.0], True


def _add_bed(spec: Any, place: Callable[[str, np.ndarray], np.ndarray]) -> None:
    import mujoco

    table = load_path_table()
    for name, point in table.points.items():
        spec.body(point.body).add_site(name=f"bed.{name}", pos=place(point.body, point.world_m))
    for name, wrap in table.wraps.items():
        body = spec.body(wrap.body)
        body.add_geom(
            name=f"wrap.{name}", type=mujoco.mjtGeom.mjGEOM_CYLINDER, size=[0.04, 0.05, 0.0],
            pos=place(wrap.body, wrap.world_m), contype=0, conaffinity=0, material="",
        )  # fmt: skip
