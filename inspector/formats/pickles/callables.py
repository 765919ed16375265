"""Which classes and functions in pickles are harmless, known, or dangerous.

Kept as tables so that a new one is a line. Names are those of the module that defines them and of
modules that give them out again.
"""

from __future__ import annotations

from inspector.formats.pickles.tensors import STORAGES, TORCH_DTYPES

_BUILT_IN = ("builtins", "__builtin__")
_NUMPY_CORE = ("numpy.core", "numpy._core")

HARMLESS: frozenset[str] = frozenset(
    """
    collections.OrderedDict collections.defaultdict collections.Counter collections.deque
    copyreg._reconstructor copy_reg._reconstructor _codecs.encode argparse.Namespace
    datetime.datetime datetime.date datetime.timedelta datetime.timezone decimal.Decimal
    fractions.Fraction pathlib.PosixPath pathlib.WindowsPath pathlib.PurePosixPath
    pathlib.PureWindowsPath pathlib._local.PosixPath pathlib._local.WindowsPath
    types.SimpleNamespace uuid.UUID io.BytesIO _io.BytesIO
    torch.Size torch.device torch.Tensor torch.dtype torch._utils._rebuild_tensor
    torch._utils._rebuild_tensor_v2 torch._utils._rebuild_tensor_v3
    torch._utils._rebuild_parameter torch._utils._rebuild_parameter_with_state
    torch._utils._rebuild_qtensor torch._utils._rebuild_sparse_tensor
    torch._utils._rebuild_sparse_csr_tensor torch._utils._rebuild_nested_tensor
    torch._utils._rebuild_meta_tensor_no_storage torch._utils._rebuild_wrapper_subclass
    torch._utils._rebuild_device_tensor_from_numpy
    torch._utils._rebuild_device_tensor_from_cpu_tensor
    torch._tensor._rebuild_from_type_v2 torch._tensor._rebuild_from_type
    torch.tensor._rebuild_from_type torch.nn.parameter.Parameter torch.nn.parameter.Buffer
    torch.nn.Parameter torch.serialization._get_layout torch.per_tensor_affine
    torch.per_channel_affine torch.jit._pickle.build_tensor_from_id
    torch.jit._pickle.build_intlist torch.jit._pickle.build_doublelist
    torch.jit._pickle.build_boollist torch.jit._pickle.build_tensorlist
    torch.jit._pickle.restore_type_tag torch.jit._pickle.build_namedtuple
    numpy.dtype numpy.ndarray numpy.core._internal._reconstruct
    joblib.numpy_pickle.NumpyArrayWrapper
    """.split()
)
"""Only rebuild tensors, or containers of what is given to them."""

HARMLESS_CLASSES: dict[str, frozenset[str]] = {
    **{
        module: frozenset(
            "set frozenset bytearray bytes complex slice range object list dict tuple int float "
            "bool str unicode long xrange".split()
        )
        for module in _BUILT_IN
    },
    "torch": frozenset({*STORAGES, *TORCH_DTYPES, "strided", "sparse_coo", "contiguous_format"}),
    "torch.cuda": frozenset(STORAGES),
    "torch.storage": frozenset({*STORAGES, "TypedStorage", "_TypedStorage", "_UntypedStorage"}),
    **{
        f"{core}.multiarray": frozenset({"_reconstruct", "scalar", "ndarray"})
        for core in _NUMPY_CORE
    },
    **{f"{core}.numeric": frozenset({"_frombuffer"}) for core in _NUMPY_CORE},
    "numpy": frozenset(
        "float16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64 bool_".split()
    ),
}
"""The same by module, where a module has many."""

KNOWN_LIBRARIES: frozenset[str] = frozenset(
    """
    torch torchvision torchaudio torchtext numpy scipy sklearn pandas transformers timm diffusers
    pytorch_lightning lightning lightning_fabric accelerate omegaconf ultralytics fairseq peft
    sentence_transformers speechbrain espnet nemo mmcv mmengine mmdet mmseg detectron2
    segment_anything open_clip clip whisper xgboost lightgbm catboost safetensors tokenizers
    tensorflow keras jax flax easydict addict yacs typing collections enum dataclasses
    """.split()
)
"""Libraries whose classes hold models and settings; a capital letter tells a class."""

DANGEROUS_MODULES: frozenset[str] = frozenset(
    """
    os posix nt sys subprocess shutil socket pty commands popen2 webbrowser ctypes _ctypes importlib
    runpy code codeop pdb bdb timeit cProfile profile trace doctest pickle _pickle cPickle marshal
    dill cloudpickle shelve asyncio multiprocessing threading _thread signal http urllib urllib2
    requests httplib httpx aiohttp ftplib smtplib poplib imaplib telnetlib xmlrpc ssl pip ensurepip
    venv distutils setuptools pkg_resources site tempfile io _io _pyio codecs linecache zipfile
    zipimport tarfile glob fileinput platform pydoc pkgutil imp gc inspect ast dis
    posixpath ntpath genericpath sqlite3 mmap resource atexit faulthandler rlcompleter cffi
    idlelib lib2to3 turtle antigravity operator _operator
    torch.hub torch.package torch.jit torch.utils.cpp_extension torch.serialization
    torch.utils.model_zoo torch.fx.graph_module torch.fx._symbolic_trace torch._dynamo
    torch._inductor torch.distributed torch.multiprocessing torch.utils._config_module
    torch.utils.collect_env torch.utils.bottleneck numpy.f2py numpy.testing
    numpy.testing._private.utils numpy.distutils numpy.lib.npyio joblib.parallel sympy paramiko
    fabric pexpect plumbum psutil nltk.downloader
    """.split()
)
"""Modules that run code, start programs, load further pickles or reach files and the network."""

DANGEROUS_NAMES: frozenset[str] = frozenset(
    [
        *(
            f"{module}.{name}"
            for module in _BUILT_IN
            for name in "eval exec execfile compile open file getattr setattr delattr hasattr vars "
            "globals locals dir input raw_input breakpoint __import__ apply map filter reduce "
            "memoryview print super callable help exit quit __build_class__ reload".split()
        ),
        *"""
        types.FunctionType types.CodeType types.MethodType types.LambdaType types.ModuleType
        torch.load torch.save torch._utils._import_dotted_name torch.storage._load_from_bytes
        torch.utils.data.datapipes.utils.decoder.basichandlers torch.classes torch.ops
        numpy.load numpy.loadtxt numpy.genfromtxt numpy.fromfile numpy.memmap numpy.save
        numpy.vectorize joblib.load joblib.dump pandas.eval pandas.read_pickle
        pandas.io.pickle.read_pickle pandas.io.common.get_handle pathlib.Path.open
        logging.config.listen
        sklearn.utils._joblib.load functools.reduce functools.partialmethod _functools.reduce
        """.split(),
    ]
)
"""Single functions that are as bad in modules that are not."""
