import onnx, numpy as np, time
from onnx import numpy_helper
from inspector.ir import *
from inspector.ir.graph import Value, Initializer, Model, Graph

DT = {
    1: "float32",
    2: "uint8",
    3: "int8",
    4: "uint16",
    5: "int16",
    6: "int32",
    7: "int64",
    8: "string",
    9: "bool",
    10: "float16",
    11: "float64",
    12: "uint32",
    13: "uint64",
    16: "bfloat16",
}


def tens(t):
    data = None
    try:
        if t.data_location != 1 and np.prod(t.dims) <= 4096:
            data = numpy_helper.to_array(t)
    except Exception:
        pass
    return Initializer(DT.get(t.data_type, "unknown"), tuple(t.dims), data=data)


def shape(tp):
    tt = tp.tensor_type
    if not tt.HasField("shape"):
        return DT.get(tt.elem_type, "unknown"), None
    return DT.get(tt.elem_type, "unknown"), tuple(
        d.dim_value if d.HasField("dim_value") else (d.dim_param or None) for d in tt.shape.dim
    )


def read(path):
    m = onnx.load(path, load_external_data=False)
    model = Model(str(path), "onnx")
    cnt = [0]
    model.opsets = {o.domain: o.version for o in m.opset_import}

    def graph(gp, outer, G, isf=False):
        vals = {}
        vi = {} if isf else {v.name: shape(v.type) for v in [*gp.value_info, *gp.input, *gp.output]}

        def get(n):
            if n in vals:
                return vals[n]
            if n in outer:
                return outer[n]
            d, s = vi.get(n, ("unknown", None))
            v = Value(n, d, s)
            vals[n] = v
            return v

        if not isf:
            for t in gp.initializer:
                i = tens(t)
                v = Value(t.name, i.dtype, i.shape, initializer=i)
                vals[t.name] = v
                G.initializers[t.name] = v
            G.inputs = [get(i.name) for i in gp.input if i.name not in G.initializers]
        else:
            G.inputs = [get(n) for n in gp.input]
        made = {o for n in gp.node for o in n.output}

        def mk(n):
            if n in vals:
                return vals[n]
            if n not in made and n in outer:
                return outer[n]
            return get(n)

        class O(dict):
            pass

        for n in gp.node:
            idx = cnt[0]
            cnt[0] += 1
            at = {}
            scope_l = None
            ins = [mk(i) if i else None for i in n.input]
            outs = []
            for o in n.output:
                if o in vals:
                    outs.append(vals[o])
                else:
                    d, s = vi.get(o, ("unknown", None))
                    v = Value(o, d, s)
                    vals[o] = v
                    outs.append(v)
            for a in n.attribute:
                if a.ref_attr_name:
                    at[a.name] = AttributeReference(a.ref_attr_name)
                    continue
                if a.type == 4:
                    at[a.name] = tens(a.t)
                elif a.type == 5:
                    g = Graph()
                    at[a.name] = g
                    graph(a.g, {**outer, **vals}, g)
                else:
                    v = onnx.helper.get_attribute_value(a)
                    at[a.name] = (
                        list(v) if isinstance(v, (list, tuple)) or a.type in (6, 7, 8) else v
                    )
            G.add_node(idx, n.op_type, ins, outs, domain=n.domain, name=n.name, attributes=at)
        G.outputs = [mk(o if isf else o.name) for o in gp.output]

    g = Graph()
    model.graphs["main"] = g
    graph(m.graph, {}, g)
    for f in m.functions:
        fg = Graph(is_function=True)
        model.functions[(f.domain, f.name, "")] = fg
        graph(f, {}, fg, True)
    return model
